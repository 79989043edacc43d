"""Frames in: a webcam, a film, or a puppet that needs neither."""
