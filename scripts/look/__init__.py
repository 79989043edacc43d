"""Writes what a guest would see, to look at."""
