"""What each command of firstdance does."""
