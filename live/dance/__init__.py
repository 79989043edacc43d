"""`Music` and the human `Pose` in, the partner `Pose` out."""
