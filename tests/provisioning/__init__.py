"""Tests of how a shop gets Heed running."""
