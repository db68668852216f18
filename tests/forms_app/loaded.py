"""A small form that is online: a topic, a name, an address for the answer."""

import copy
from collections.abc import Callable
from typing import Any

from django.test import Client

from forms_app import authoring
from forms_app.models import Form
from home.history import Actor, acting
from home.models import User
from tests.cast import person

BACKEND = "portal.signing_in.Backend"
LIST = "/admin/snippets/forms_app/form/"
DEFINITION: dict[str, Any] = {
    "key": "vraag",
    "title": "Vraag",
    "default_category": "brief",
    "receipt_text": "Wij lezen uw vraag.",
    "closed_text": "Bel uw gemeente.",
    "steps": [
        {
            "key": "waarover",
            "title": "Waarover?",
            "fields": [
                {
                    "type": "choice",
                    "key": "topic",
                    "label": "Waar gaat het over?",
                    "meaning": "topic",
                    "required": True,
                    "options": [
                        {"key": "brief", "label": "Een brief", "category": "brief"},
                        {"key": "iets", "label": "Iets anders", "category": "brief"},
                    ],
                },
                {
                    "type": "text",
                    "key": "what",
                    "label": "Wat dan?",
                    "required": True,
                    "visible_if": [{"question": "topic", "test": "is", "options": ["iets"]}],
                },
                {"type": "long_text", "key": "question", "label": "Uw vraag", "meaning": "question", "required": True},
            ],
        },
        {
            "key": "wie",
            "title": "Wie bent u?",
            "fields": [
                {"type": "text", "key": "name", "label": "Uw naam", "meaning": "sender_name", "required": True},
                {"type": "email", "key": "email", "label": "Uw e-mailadres", "meaning": "sender_email"},
            ],
        },
    ],
}


def form(**other: Any) -> Form:
    """The form, published; `other` settings or steps."""
    with acting(Actor("toets"), via="command"):
        return authoring.load({**copy.deepcopy(DEFINITION), **other})


def plain(row: Form) -> list[dict[str, Any]]:
    """Its blocks, to be changed."""
    blocks: list[dict[str, Any]] = copy.deepcopy(list(row.steps.get_prep_value()))
    return blocks


def editor(who: str = "group Formulieren") -> tuple[Client, User]:
    """Somebody signed in who may edit forms."""
    user = person(who)
    assert user is not None
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client, user


def state(row: Form) -> tuple[Any, ...]:
    """What must not move when going online is refused."""
    now = Form.objects.get(pk=row.pk)
    waiting = now.revisions.filter(approved_go_live_at__isnull=False).values_list("pk", flat=True)
    return now.live, now.live_version_id, now.live_revision_id, now.title, now.versions.count(), list(waiting)


def publish(row: Form, change: Callable[[list[dict[str, Any]]], Any] | None = None, **settings: Any) -> Form:
    """The form published over itself: its blocks changed in place by `change`, with other `settings`."""
    steps = plain(row)
    if change is not None:
        change(steps)
    row.steps = Form.blocks(steps)
    for name, value in settings.items():
        setattr(row, name, value)
    with acting(Actor("toets"), via="command"):
        row.save_revision().publish()
    row.refresh_from_db()
    return row
