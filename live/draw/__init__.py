"""`Scene` in, `Picture` out."""
