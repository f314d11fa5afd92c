"""Understanding words: the corpus, and what is trained on it."""
