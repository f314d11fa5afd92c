"""How a shop gets Heed running: the command, the demo, broker settings."""
