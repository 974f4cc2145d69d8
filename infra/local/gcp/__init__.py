"""A local Google Cloud."""
