"""How fast it is: `make bench`. Ratios are taken side by side in one run; nothing here is asserted."""
