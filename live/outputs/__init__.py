"""Outputs: where the show goes, such as a window, a film, OSC."""
