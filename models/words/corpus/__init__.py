"""Comments written for Heed, and the check of their form."""
