"""One module for each environment: import the one you deploy."""
