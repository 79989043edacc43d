"""From recorded dance to what the choreographers learn from."""
