"""A short code with which somebody goes on with what they began, on another device or through the API.

The code is made from the draft with a key of this installation, so that it is the same at every look; what is kept is
its hash. Ten symbols are about 46 bits: safe only because guessing is limited, and the code ends with the draft.
"""

import secrets
from collections.abc import Iterator
from datetime import datetime
from itertools import count, islice

from django.db import IntegrityError, transaction
from django.utils.crypto import salted_hmac

from forms_app import filling, letters
from forms_app.models import Draft
from home import delivery
from home.limits import Budget
from home.refusals import Refused
from tickets import references

LENGTH = 10
CODE_TRIES = Budget("resume_code", tries=10, seconds=3600)
NETWORK_TRIES = Budget("resume_network", tries=60, seconds=3600)
LETTERS = Budget("resume_letters", tries=3, seconds=3600)
NETWORK_LETTERS = Budget("resume_letters_network", tries=60, seconds=3600)
_LONGEST = 60
_MOST_TURNS = 5
_KEY, _HASH = "forms_app.resuming.key", "forms_app.resuming.hash"


def code_of(draft: Draft) -> str:
    """The code of a draft, which is made at the first call; ten symbols without look-alikes.

    :raises RuntimeError: when five codes in a row belong to other drafts.
    """
    for turn in range(_MOST_TURNS):
        code = _derived(draft, turn)
        if draft.resume_code_hash == _hashed(code) or _kept(draft, _hashed(code)):
            return code
    raise RuntimeError("no code is free")


def grouped(code: str) -> str:
    """A code as people read it aloud: "H4MW-8P76-QD"."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def opened(typed: str, network: str, at: datetime) -> Draft:
    """The draft of a code as it was typed, open or sent, brought up to date; `network`: where tries come from.

    :raises Refused: `wrong_resume_code`, also for one that expired; `too_many`, with `retry_after` in seconds.
    """
    bare = references.bare(typed) if len(typed) <= _LONGEST else ""
    # Counted first and given back when it was right, so that parallel guesses are not one guess.
    CODE_TRIES.spend(bare)
    NETWORK_TRIES.spend(network)
    drafts = Draft.objects.select_related("form__live_version").filter(resume_code_hash=_hashed(bare))
    draft = drafts.filter(expires_at__gt=at).exclude(state=Draft.State.EXPIRED).first() if bare else None
    if draft is None:
        raise Refused("wrong_resume_code")
    CODE_TRIES.give_back(bare)
    NETWORK_TRIES.give_back(network)
    filling.settle(draft, draft.form, at)
    return draft


def take_over(draft: Draft) -> str:
    """Lets this device go on with a draft: its new secret. The device before it lets go, so that one person has it."""
    token = secrets.token_urlsafe(24)
    Draft.objects.filter(pk=draft.pk).update(token_hash=filling.hashed(token))
    return token


def let_go(draft: Draft) -> None:
    """From here on no device has a draft; its code still opens it."""
    Draft.objects.filter(pk=draft.pk).update(token_hash="")


def send(draft: Draft, to: str, *, language: str, at: datetime) -> None:
    """Sends the code by e-mail, in the language of who asked. The code stands in the letter only when it leaves.

    :raises Refused: `too_many`, after three letters about one draft in an hour.
    """
    LETTERS.spend(str(draft.uuid))
    code_of(draft)
    with transaction.atomic():
        delivery.enqueue(
            letters.go_on(draft, language),
            to=to,
            about=filling.about(draft.pk),
            dedupe_key=f"go-on:{draft.pk}:{at.isoformat()}",
            at=at,
        )


def late_values(about: str) -> dict[str, str]:
    """What a letter about a draft says only when it leaves: its code, and the address that fills it in."""
    draft = Draft.objects.select_related("form").get(pk=about.removeprefix("forms_app.draft:"))
    code = code_of(draft)
    return {"access_code": grouped(code), "link": letters.go_on_address(draft.language, code)}


def _kept(draft: Draft, digest: str) -> bool:
    try:
        with transaction.atomic():
            Draft.objects.filter(pk=draft.pk).update(resume_code_hash=digest)
    except IntegrityError:
        return False
    draft.resume_code_hash = digest
    return True


def _hashed(code: str) -> str:
    return salted_hmac(_HASH, code, algorithm="sha256").hexdigest()


def _derived(draft: Draft, turn: int) -> str:
    return "".join(islice(_symbols(f"{draft.uuid}|{turn}"), LENGTH))


def _symbols(message: str) -> Iterator[str]:
    # Bytes from 240 are left out: 256 is no multiple of 24, so the first symbols would come up more often.
    size = len(references.ALPHABET)
    fair = 256 - 256 % size
    for block in count():
        for byte in salted_hmac(_KEY, f"{message}|{block}", algorithm="sha256").digest():
            if byte < fair:
                yield references.ALPHABET[byte % size]
