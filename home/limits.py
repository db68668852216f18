"""Budgets per action: how often something may be tried in a time, over all processes."""

import hashlib
import ipaddress
import time
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

from home.refusals import Refused


@dataclass(frozen=True)
class Budget:
    """At most `tries` in `seconds`, counted per window."""

    name: str
    tries: int
    seconds: int

    def left(self, about: str) -> int:
        """How many tries are left for this thing in this window."""
        return max(0, self.tries - int(cache.get(self._key(about), 0)))

    def demand(self, about: str) -> None:
        """:raises Refused: `too_many`, with `retry_after` in seconds, when nothing is left."""
        if not self.left(about):
            raise Refused("too_many", retry_after=self.seconds - int(time.time()) % self.seconds)

    def spend(self, about: str) -> None:
        """Counts one try. The key is a digest, so that no address or number stands in the cache."""
        key = self._key(about)
        if not cache.add(key, 1, timeout=self.seconds):
            try:
                cache.incr(key)
            except ValueError:  # it ran out between the two statements
                cache.set(key, 1, timeout=self.seconds)

    def _key(self, about: str) -> str:
        window = int(time.time()) // self.seconds
        digest = hashlib.sha256(f"{settings.SECRET_KEY}|{about}".encode()).hexdigest()[:32]
        return f"limit:{self.name}:{window}:{digest}"


def network_prefix(request: HttpRequest) -> str:
    """The network a request came from: /24 of IPv4, /56 of IPv6. Proxies are believed only when they are listed."""
    address = str(request.META.get("REMOTE_ADDR", ""))
    if address in settings.ENVIRONMENT["TRUSTED_PROXIES"]:
        address = str(request.META.get("HTTP_X_FORWARDED_FOR", "")).split(",")[-1].strip()
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    bits = 24 if parsed.version == 4 else 56
    return str(ipaddress.ip_network(f"{parsed}/{bits}", strict=False))
