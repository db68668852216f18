"""Settings that may not go live."""
