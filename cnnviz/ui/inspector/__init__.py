"""The right dock: what the current phase does, and the number that was asked for."""
