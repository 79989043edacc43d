"""To the world: window, film, OSC."""
