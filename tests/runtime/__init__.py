"""The runtime, as it lies here and as a copy under another name."""
