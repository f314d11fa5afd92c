"""What a model is, where its files are and how they are run."""
