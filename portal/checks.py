"""Settings that may not go live."""

import ipaddress
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.core.checks import Warning as Remark
from django.db import connection
from django.http.request import validate_host

SHORTEST_KEY = 32  # characters; what an installation makes for itself has 64
ENGINES = ("portal.sqlite3", "django.db.backends.postgresql")


@register
def check_settings(app_configs: object, **kwargs: Any) -> list[CheckMessage]:
    """Errors stop every command and with it the start of the portal; warnings are for a person to weigh."""
    found = [*_address(), *_keys(), *_database()]
    public = sorted(host for host in {*settings.ALLOWED_HOSTS, _host(settings.BASE_URL)} if not is_local(host))
    if public:
        found += _public(", ".join(public))
    return found


def is_local(host: str) -> bool:
    """Whether only this machine can mean itself by `host`: localhost, a name below it, 127.0.0.1, [::1]."""
    name = host.lower().strip("[]").lstrip(".")
    if name in ("localhost", "testserver") or name.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def _host(address: str) -> str:
    return urlsplit(address).hostname or ""


def _address() -> Iterator[CheckMessage]:
    parts = urlsplit(settings.BASE_URL)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path:
        yield Error(f"BASE_URL={settings.BASE_URL}: use an address like https://portal.example", id="portal.E001")
    elif not validate_host(parts.hostname, settings.ALLOWED_HOSTS):
        yield Error(
            f"ALLOWED_HOSTS does not hold {parts.hostname}, the host of BASE_URL: links in letters would not open",
            id="portal.E002",
        )


def _keys() -> Iterator[CheckMessage]:
    keys = {
        "SECRET_KEY": settings.SECRET_KEY,
        "ACCESS_KEY": settings.ACCESS_KEYS[settings.ACCESS_KEY_ID],
        "HISTORY_KEY": settings.HISTORY_KEY,
    }
    for name, key in keys.items():
        if len(key) < SHORTEST_KEY:
            yield Error(f"{name} is shorter than {SHORTEST_KEY} characters", id="portal.E003")
    if len(set(keys.values())) < len(keys):
        yield Error(f"{', '.join(keys)} must differ: who has one may not have the others", id="portal.E004")


def _database() -> Iterator[CheckMessage]:
    engine = connection.settings_dict["ENGINE"]
    if engine not in ENGINES:
        yield Error(
            f"DATABASE_URL: {engine} is not SQLite or PostgreSQL, the two this portal is tested on", id="portal.E005"
        )


def _public(hosts: str) -> Iterator[CheckMessage]:
    if settings.DEMO:
        yield Error(
            f"DEMO=1 on a public host ({hosts}): everybody could read the demo's passwords and letters",
            hint="Set DEMO=0, or leave ALLOWED_HOSTS and BASE_URL at localhost.",
            id="portal.E006",
        )
    if settings.DEBUG:
        yield Error(f"DEBUG on a public host ({hosts}): error pages show what people typed", id="portal.E007")
    if "*" in settings.ALLOWED_HOSTS:
        yield Error("ALLOWED_HOSTS=*: name the hosts, letters are made for one of them", id="portal.E008")
    if not settings.BASE_URL.startswith("https://"):
        yield Remark(f"BASE_URL={settings.BASE_URL}: questions of people travel unencrypted", id="portal.W001")
    if not settings.EMAIL_URL:
        yield Remark("EMAIL_URL is empty: letters are kept as files and reach nobody", id="portal.W002")
    for name in ("DEFAULT_FROM_EMAIL", "SECURITY_CONTACT"):
        if "@localhost" in str(settings.ENVIRONMENT[name]):
            yield Remark(f"{name} ends in @localhost: nobody can write to it", id="portal.W003")
