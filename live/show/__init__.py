"""One show: its file, its hops, its company, and who steps in."""
