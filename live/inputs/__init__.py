"""Inputs: what controls the show, or gives it the beat."""
