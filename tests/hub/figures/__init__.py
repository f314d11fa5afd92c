"""Tests of hub/figures/."""
