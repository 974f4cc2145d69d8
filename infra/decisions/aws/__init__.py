"""Decisions as AWS takes them; no SDK and no network."""
