"""Tests of the review: cost."""
