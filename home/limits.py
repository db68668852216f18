"""Budgets per action: how often something may be tried in a time, over all processes."""

import hashlib
import ipaddress
import time
from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest

from home.models import Tries
from home.refusals import Refused


@dataclass(frozen=True)
class Budget:
    """At most `tries` in `seconds`, counted per window of the clock.

    The counter is a row: Django's cache counts in two statements, forgets the time it was given, and drops what it
    has no room for, so that parallel guesses would cost one try.
    """

    name: str
    tries: int
    seconds: int

    def left(self, about: str) -> int:
        """How many tries are left for this thing in this window."""
        spent = Tries.objects.filter(key=self._key(about)).values_list("count", flat=True).first()
        return max(0, self.tries - (spent or 0))

    def demand(self, about: str) -> None:
        """:raises Refused: `too_many`, with `retry_after` in seconds, when nothing is left."""
        if not self.left(about):
            raise self._too_many()

    def spend(self, about: str) -> None:
        """Counts one try, before what is tried is done, so that parallel tries are all counted.

        :raises Refused: `too_many`, with `retry_after` in seconds, when it was one too many.
        """
        if self._count(self._key(about)) > self.tries:
            raise self._too_many()

    def give_back(self, about: str) -> None:
        """Takes one try back: it was no guess."""
        Tries.objects.filter(key=self._key(about), count__gt=0).update(count=F("count") - 1)

    def _count(self, key: str) -> int:
        """Counts one try; which one it was, because the row is ours until the commit."""
        counted = Tries.objects.filter(key=key)
        for _turn in range(2):
            with transaction.atomic():
                if counted.update(count=F("count") + 1):
                    return counted.values_list("count", flat=True).get()
            ends = datetime.fromtimestamp((int(time.time()) // self.seconds + 1) * self.seconds, tz=UTC)
            # Whoever comes second here finds the row, and counts in it.
            Tries.objects.bulk_create([Tries(key=key, count=0, expires_at=ends)], ignore_conflicts=True)
        raise RuntimeError("a counter went away while it was counted")

    def _too_many(self) -> Refused:
        return Refused("too_many", retry_after=self.seconds - int(time.time()) % self.seconds)

    def _key(self, about: str) -> str:
        window = int(time.time()) // self.seconds
        digest = hashlib.sha256(f"{settings.SECRET_KEY}|{about}".encode()).hexdigest()[:32]
        return f"{self.name}:{window}:{digest}"


def spend(*tries: tuple[Budget, str]) -> None:
    """Counts one try in each of these budgets, in one commit; in none after the first that has nothing left.

    :raises Refused: `too_many`, with `retry_after` in seconds.
    """
    with transaction.atomic():
        spent = next((budget for budget, about in tries if budget._count(budget._key(about)) > budget.tries), None)
    if spent is not None:  # after the commit, so that it stays counted
        raise spent._too_many()


def forget(at: datetime) -> int:
    """Removes counters of windows that have ended; how many."""
    removed, _by_model = Tries.objects.filter(expires_at__lte=at).delete()
    return removed


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
