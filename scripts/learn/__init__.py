"""What the beat network learns from, and how."""
