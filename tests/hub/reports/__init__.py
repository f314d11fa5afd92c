"""Tests of hub/reports/."""
