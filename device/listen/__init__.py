"""From a microphone to words: sources of sound, and one press of the button."""
