"""The file that a device's processes share, and that outlives a power cut."""
