"""The waiting line as a camera sees it: frames, people, tracks, figures."""
