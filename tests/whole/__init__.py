"""The whole shop in real processes: what it survives, and the story it tells."""
