"""CrossGuard policy packs in Python, run on a graph without the engine.

A pack is a process that serves gRPC and never ends: it is started, asked and killed here. What it is sent holds no
secret. `infra.review.policy.packs` turns its answers into findings.
"""
