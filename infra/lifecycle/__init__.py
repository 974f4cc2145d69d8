"""Lifecycle rules as pure functions from plain values to plain values."""
