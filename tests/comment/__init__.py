"""Posting to forges that live in the test's own process."""
