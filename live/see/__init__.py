"""Camera in, the human `Pose` out."""
