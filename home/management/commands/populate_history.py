"""Blocks what simple-history offers under this name."""

from home.management.commands.clean_old_history import Command

__all__ = ["Command"]
