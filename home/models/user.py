"""Accounts: staff, editors, key persons."""

from typing import Any, NoReturn

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import transaction

from home.history import GuardedQuerySet, Versioned, on_record
from home.refusals import Refused


class UserQuerySet(GuardedQuerySet):
    """Accounts, which are deactivated and never deleted."""

    def delete(self) -> NoReturn:
        """Refused("users_stay"), always: what they did stays theirs."""
        raise Refused("users_stay")


class GuardedUserManager(UserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    """Makes accounts; migrations get a plain manager."""

    use_in_migrations = False


class User(AbstractUser, Versioned):
    """An account. Signing in writes only `last_login`, so that needs no actor; nothing else goes unrecorded."""

    objects = GuardedUserManager()  # type: ignore[misc]
    history = on_record(personal={"username", "first_name", "last_name", "email"}, excluded={"last_login", "password"})

    class Meta(AbstractUser.Meta, Versioned.Meta):
        abstract = False

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Saves in a transaction of its own: the libraries that sign people in open none."""
        with transaction.atomic():
            super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refused("users_stay"), always: what they did stays theirs."""
        raise Refused("users_stay")
