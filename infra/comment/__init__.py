"""Posting a report to a forge: one comment kept up to date, and labels, from files nobody has to trust."""
