"""Makes what ships, what is learned from, and what the docs show."""
