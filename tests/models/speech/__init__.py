"""Speech, on a real engine and a model whose words are tones."""
