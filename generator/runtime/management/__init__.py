"""Commands of the storage runtime."""
