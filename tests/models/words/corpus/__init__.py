"""Tests of models/words/corpus."""
