"""Decisions as Google Cloud takes them; no SDK and no network."""
