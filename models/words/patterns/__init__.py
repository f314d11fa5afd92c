"""Checked patterns that find personal details without a model."""
