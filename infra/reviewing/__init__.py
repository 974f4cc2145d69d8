"""A review from beginning to end: both sides opened, their programs run offline, one report."""
