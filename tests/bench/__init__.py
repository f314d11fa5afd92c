"""Benchmarks: each prints its figures as JSON; none asserts a timing."""
