"""MIDI: ports, the map of what was learnt, clock and time code, lights on pads."""
