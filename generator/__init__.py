"""From one spec of a Django site's files to settings, environment files and their checks."""

__version__ = "0.1.0"
