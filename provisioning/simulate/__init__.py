"""A made-up shop: its traffic as events, for the demo, for tests and for measuring."""
