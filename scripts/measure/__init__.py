"""Measures the show, beside a baseline in the same run."""
