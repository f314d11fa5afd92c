"""The program on a kiosk: what customers give becomes events for the hub."""
