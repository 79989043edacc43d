"""Motion files of others and our own."""
