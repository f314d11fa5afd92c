"""The touchscreen: pages, visits and the survey."""
