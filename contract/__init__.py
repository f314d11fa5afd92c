"""What device and hub agree on; imports nothing else of Heed's."""
