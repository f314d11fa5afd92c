"""Listening, with recordings and with a microphone that a sound server makes."""
