"""A local Azure: Azurite behind a strict front, role assignments with conditions, Front Door."""
