"""Tests of models/words."""
