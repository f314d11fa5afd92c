"""What the words' model learns from, how, and how sure it may be afterwards."""
