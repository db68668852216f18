"""What every test can ask for."""

from tests.cast import desk

__all__ = ["desk"]
