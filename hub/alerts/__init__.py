"""What makes an alert, and how it lives until a human has dealt with it."""
