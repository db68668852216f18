"""Who may get an account by themselves: nobody. And who somebody is, in two queries for each request."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.models import Permission
from django.db.models import Q
from django.db.models.expressions import RawSQL
from django.http import HttpRequest

from home import remembering
from home.models import User


class ClosedAdapter(DefaultAccountAdapter):
    """Accounts are made by an administrator; signing up is closed."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False


class Backend(AuthenticationBackend):
    """Signing in is the library's; what a request asks of an account is read together."""

    def get_user(self, user_id: Any) -> User | None:
        """The account of a session, with its profile and the token of the registers (`home.remembering`)."""
        token = RawSQL(f"COALESCE(({remembering.STAMP}), %s)", [""])  # noqa: S611  a constant of ours
        found = User.objects.select_related("wagtail_userprofile").annotate(register_token=token)
        user: User | None = found.filter(pk=user_id).first()
        if user is None or not self.user_can_authenticate(user):
            return None
        remembering.prime(user.register_token)  # type: ignore[attr-defined]
        return user

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        """Those of the account and those of its groups, in one query."""
        if not user_obj.is_active or user_obj.is_anonymous or obj is not None:
            return set()
        if not hasattr(user_obj, "_perm_cache"):
            rows = Permission.objects.order_by()
            if not user_obj.is_superuser:
                rows = rows.filter(Q(user=user_obj) | Q(group__user=user_obj)).distinct()
            names = rows.values_list("content_type__app_label", "codename")
            user_obj._perm_cache = {f"{app}.{name}" for app, name in names}
        found: set[str] = user_obj._perm_cache
        return found
