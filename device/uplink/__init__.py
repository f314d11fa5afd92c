"""The outbox's way to the hub, and the hub's word back."""
