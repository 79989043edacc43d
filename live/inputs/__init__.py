"""What tells the show what to do, or where the beat is."""
