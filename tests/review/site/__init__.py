"""Tests of the review: site."""
