"""Pages for whoever sets the kiosk up and for colleagues who count, behind a code."""
