"""A little studio in numpy: the instruments, the mixing desk and the two demo songs."""
