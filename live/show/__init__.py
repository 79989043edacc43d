"""One show: its file, its hops, its opened parts, and the understudies that step in."""
