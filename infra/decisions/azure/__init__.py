"""Decisions as Azure takes them; no SDK and no network."""
