"""The phone in a real browser: what it keeps when everything around it fails."""
