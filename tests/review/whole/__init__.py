"""The command `stowplan diff` as a whole, on real checkouts."""
