"""How people are found in a frame, and how well that is done."""
