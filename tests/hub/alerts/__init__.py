"""Tests of rules, an alert's life and its ladder."""
