"""Made-up personal details and what surrounds them, for training."""
