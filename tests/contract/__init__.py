"""Tests of what device and hub agree on."""
