"""Recognizing speech: an engine in a process of its own, and doubt about its words."""
