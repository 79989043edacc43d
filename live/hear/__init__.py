"""Sound in, `Music` out."""
