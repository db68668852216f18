"""People under way when a form changes: who moves on to the new version, who keeps theirs, and until when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Max
from django.db.models.functions import Coalesce

from forms_app import changes
from forms_app.changes import Difference
from forms_app.models import Draft, Form, FormVersion
from forms_app.texts import Document


@dataclass(frozen=True)
class Group:
    """Those who are under way with one version: its number, how many, its document, what the other one means to them.

    `until`: the last moment at which one of them may still use this version, when they do not move on.
    """

    version: int
    count: int
    document: Document
    difference: Difference
    until: datetime | None = None


@dataclass(frozen=True)
class UnderWay:
    """Everybody under way with a form, by version, oldest first."""

    groups: tuple[Group, ...]

    @property
    def total(self) -> int:
        """How many there are."""
        return sum(group.count for group in self.groups)

    @property
    def moving(self) -> int:
        """How many go on with the newest version."""
        return sum(group.count for group in self.groups if group.difference.moves_on)

    @property
    def staying(self) -> tuple[Group, ...]:
        """Those who keep their own."""
        return tuple(group for group in self.groups if not group.difference.moves_on)


def foreseen(form: Form, document: Document, at: datetime) -> UnderWay:
    """What publishing this document now would do to everybody under way with the form. Two queries, one for nobody."""
    return UnderWay(tuple(group for _pk, group in _groups(form, document, at)))


def count(form: Form, at: datetime) -> int:
    """How many are under way with a form."""
    return Draft.objects.filter(form=form, state=Draft.State.OPEN, expires_at__gt=at).count()


def move_on(form: Form, version: FormVersion, at: datetime) -> UnderWay:
    """Lets everybody under way move on to a version that was just published, or keep theirs; in its transaction.

    One UPDATE per version that somebody is under way with, each guarded by what was read. Who had to keep a version
    before keeps the moment at which that ends; who is under way with this very version is free of it.
    """
    found = _groups(form, version.document, at)
    for pk, group in found:
        drafts = Draft.objects.filter(version_id=pk, state=Draft.State.OPEN, expires_at__gt=at)
        if group.difference.moves_on:
            drafts.update(version=version, pinned_until=None)
        else:
            drafts.filter(pinned_until=None).update(pinned_until=F("expires_at"))
    return UnderWay(tuple(group for _pk, group in found))


def settle(draft: Draft, live: FormVersion, at: datetime) -> bool:
    """Brings one draft to where it belongs now; whether it went to another version.

    It moves on where nothing stands in the way (it was begun while the form was published). Where something does, it
    keeps its version until the moment that was set; after it, it goes to the newest one all the same, to be looked at
    again from the first step that is touched. Nothing that was typed goes away.
    """
    is_pinned = draft.pinned_until is not None and draft.pinned_until > at
    if draft.state != Draft.State.OPEN or draft.version_id == live.pk or is_pinned:
        return False
    difference = changes.compare(draft.version.document, live.document)
    if difference.moves_on:
        return _goes(draft, live, {"pinned_until": None})
    if draft.pinned_until is None:
        _goes(draft, draft.version, {"pinned_until": draft.expires_at})
        return False
    reviewed = {"earlier_version": draft.version, "review_from": difference.first_affected or "", "pinned_until": None}
    return _goes(draft, live, reviewed)


def _goes(draft: Draft, version: FormVersion, more: Mapping[str, Any]) -> bool:
    """Whether this call changed the draft, which was still as it was read; it is as the database has it then."""
    as_read = Draft.objects.filter(
        pk=draft.pk, state=Draft.State.OPEN, version_id=draft.version_id, pinned_until=draft.pinned_until
    )
    if not as_read.update(version=version, **more):
        return False
    for name, value in {"version": version, **more}.items():
        setattr(draft, name, value)
    return True


def _groups(form: Form, document: Document, at: datetime) -> list[tuple[int, Group]]:
    """(id of the version, group) of each version that somebody is under way with, oldest first."""
    counted = _under_way(form, at)
    versions = FormVersion.objects.filter(pk__in=[row["version"] for row in counted]) if counted else ()
    documents = {version.pk: version for version in versions}
    found = []
    for row in counted:
        version = documents[row["version"]]
        difference = changes.compare(version.document, document)
        until = None if difference.moves_on else row["until"]
        found.append((version.pk, Group(version.number, row["count"], version.document, difference, until)))
    return sorted(found, key=lambda one: one[1].version)


def _under_way(form: Form, at: datetime) -> list[dict[str, Any]]:
    if form.pk is None:
        return []
    drafts = Draft.objects.filter(form=form, state=Draft.State.OPEN, expires_at__gt=at).order_by()
    counted: Any = drafts.values("version").annotate(
        count=Count("pk"), until=Max(Coalesce("pinned_until", "expires_at"))
    )
    return list(counted)
