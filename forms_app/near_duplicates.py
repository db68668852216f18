"""That the same person sent the same answers a little earlier: both are taken, and each knows of the other.

Somebody who is not sure that it went well sends it again, from another device or after the page was closed. Nothing is
refused for it: the desk sees that the two belong together, and the sender reads the number that was there already.
"""

import json
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils.crypto import salted_hmac

from forms_app import journey
from forms_app.models import Submission, Upload
from forms_app.texts import Document

WITHIN = timedelta(hours=24)
IDENTIFYING = ("sender_email", "sender_phone")
"""Meanings of which one must be answered: without them the same answers may well come from two people."""
OWN_WORDS = 20
"""Characters that the question itself must have: who only picks answers could find out whether somebody else did."""

_SALT = "forms_app.near_duplicates"


def fingerprint(document: Document, answered: Mapping[str, Any], files: Iterable[Upload]) -> str:
    """What the same answers have in common (64 hex digits, under our key); "" when that does not tell one from another.

    Case, spaces and the form of letters do not matter; of a file its content counts, not its number.
    """
    meant = journey.answers_by_meaning(document, dict(answered))
    if not any(map(meant.get, IDENTIFYING)) or len(str(meant.get("question", ""))) < OWN_WORDS:
        return ""
    contents = {str(file.uuid): file.sha256 for file in files}
    plain = json.dumps(_plain(answered, contents), sort_keys=True)
    return salted_hmac(_SALT, plain, algorithm="sha256").hexdigest()


def first(form_id: int, mark: str, at: datetime) -> Submission | None:
    """The first submission of a form with this fingerprint in the 24 hours before `at`, with its ticket; one query."""
    if not mark:
        return None
    same = Submission.objects.filter(form_id=form_id, fingerprint=mark, completed_at__gt=at - WITHIN)
    found: Submission | None = same.select_related("ticket").order_by("completed_at", "id").first()
    return found


def forget(at: datetime) -> int:
    """Takes away the fingerprints that nothing is compared with any more; how many."""
    old = Submission.objects.exclude(fingerprint="").filter(completed_at__lte=at - WITHIN)
    return int(old.update(fingerprint=""))


def _plain(value: Any, contents: Mapping[str, str]) -> Any:
    """A canonical value without what does not matter for being the same."""
    if isinstance(value, str):
        return contents.get(value) or " ".join(unicodedata.normalize("NFKC", value).casefold().split())
    if isinstance(value, Mapping):
        return {key: _plain(inner, contents) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner, contents) for inner in value]
    return value
