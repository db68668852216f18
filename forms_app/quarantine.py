"""What makes a form that was sent look like spam: it is taken like any other, and a team looks first.

No third party and no puzzle: when the first page was made, which its form says under our signature, and an input that
no person meets. Nothing is refused for it, so whoever is wronged waits a little longer and loses nothing.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.core import signing

from forms_app.models import Draft
from home import limits

PAGE, TRAP = "_page", "_website"
"""The inputs that every step carries: when its page was made, and what only a program fills in."""

FILLED_TRAP, NO_PAGE, TOO_FAST = "filled_trap", "no_page", "too_fast"
FASTEST = 2
"""Seconds; a demo is often shown by programs, which are faster."""

_SALT = "forms_app.page"
_STARTS = limits.Budget("form_starts", tries=120, seconds=3600)
_STARTS_OF_FORM = limits.Budget("form_starts_of_form", tries=1000, seconds=3600)
_CALLS_OF_FORM = limits.Budget("form_calls", tries=1000, seconds=3600)


def spend_start(form: str, network: str) -> None:
    """Counts that somebody begins with a form on its pages: 120 an hour for one network (an azc is one), 1,000 for one
    form. Programs have their own count: whatever they do, the pages stay open.

    :raises Refused: `too_many`, with `retry_after` in seconds.
    """
    limits.spend((_STARTS, network), (_STARTS_OF_FORM, form))


def spend_call(form: str) -> None:
    """Counts that a program begins a form or sends it in one call: 1,000 an hour for one form, by all networks.

    What one network may do is counted before, by the operation, so that it costs the form nothing when it is too much.

    :raises Refused: `too_many`, with `retry_after` in seconds.
    """
    _CALLS_OF_FORM.spend(form)


def page_mark(at: datetime) -> str:
    """When a page was made, signed: nobody can say that they read longer than they did."""
    return signing.dumps(int(at.timestamp()), salt=_SALT)


def begin(draft: Draft, typed: Mapping[str, str], at: datetime) -> None:
    """Notes when the first page of a draft was made, and what is odd about it; the caller saves the draft."""
    draft.begun_at = _made(typed.get(PAGE, ""), at)
    if draft.begun_at is None and _fastest():
        _note(draft, NO_PAGE)
    watch(draft, typed)


def watch(draft: Draft, typed: Mapping[str, str]) -> bool:
    """Notes on a draft what is odd about a step that came in; whether that is news. The caller saves the draft."""
    return bool(typed.get(TRAP)) and _note(draft, FILLED_TRAP)


def signs(draft: Draft, at: datetime) -> tuple[str, ...]:
    """What makes a draft that is sent now look like spam; nothing for nearly everybody."""
    found = tuple(draft.signs.split())
    is_fast = draft.begun_at is not None and at - draft.begun_at < _fastest()
    return (*found, TOO_FAST) if is_fast else found


def _note(draft: Draft, sign: str) -> bool:
    if sign in draft.signs.split():
        return False
    draft.signs = f"{draft.signs} {sign}".strip()
    return True


def _made(mark: str, at: datetime) -> datetime | None:
    try:
        made = datetime.fromtimestamp(signing.loads(mark, salt=_SALT), tz=UTC)
    except signing.BadSignature:
        return None
    return min(made, at)


def _fastest() -> timedelta:
    """How fast a person can fill in a form; nothing when nobody wants to know."""
    wished = settings.ENVIRONMENT["FORM_FASTEST_SECONDS"]
    return timedelta(seconds=(0 if settings.DEMO else FASTEST) if wished is None else wished)
