"""From a fresh clone to a running portal."""
