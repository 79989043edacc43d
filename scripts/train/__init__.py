"""Trains the networks that ship."""
