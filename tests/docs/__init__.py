"""The user documentation says only what is true."""
