"""Wired buttons, lamps and a presence sensor on the device's pins."""
