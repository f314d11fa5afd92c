"""What owners read: figures in words, pictures of them, and tables to take away."""
