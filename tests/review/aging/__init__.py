"""Tests of the review: aging."""
