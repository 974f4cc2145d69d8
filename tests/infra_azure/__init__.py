"""The Azure part of the program."""
