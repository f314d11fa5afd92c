"""What the owner reads: each figure with its uncertainty."""
