"""The workflows that teams copy: read as data, and their scripts run."""
