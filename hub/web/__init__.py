"""The pages of staff and owner."""
