"""A resource monitor in Python: the graph of a Pulumi program with no engine, no plugin and no credentials.

Importing this package, or `infra.offline.graph`, imports no Pulumi; `run`, `wire` and `monitor` do.
"""
