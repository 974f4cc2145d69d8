"""The example shop, with the settings that gen-settings writes for it; every Django process is a subprocess."""
