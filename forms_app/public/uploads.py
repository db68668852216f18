"""Files of a step: added, taken back, put back, looked at by who sends them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_POST, require_safe

from forms_app import uploads, words
from forms_app.journey import AnswerProblem
from forms_app.models import Draft, Upload
from forms_app.public import visiting
from forms_app.uploads import question
from home import files, limits
from home.refusals import Refused

REMOVE, UNDO = "_remove", "_undo"
FIELD, WRONG, GONE = "bestand", "fout", "weg"
ADDED = limits.Budget("uploads", tries=200, seconds=3600)


@dataclass(frozen=True)
class Removed:
    """A file that was taken back a moment ago, with where it can be put back."""

    number: str
    name: str
    url: str


@csrf_protect
@require_POST
def change_files(request: HttpRequest, form: str, step: str, field: str) -> HttpResponseBase:
    """Adds the chosen files to a question, takes one back or puts one back; what else was typed is kept first."""
    row = visiting.form_of(form)
    draft = visiting.draft_of(request, row)
    if draft is not None and draft.state == Draft.State.DONE:
        return visiting.sent(request, draft)
    if row.is_over(timezone.now()):
        return visiting.private(visiting.closed(request, row, draft))
    if visiting.is_of_another(request, row, draft):
        return visiting.of_another(request, row, draft)
    if question((draft.version.document if draft else visiting.live(row)), field) is None:
        raise Http404
    draft, token = visiting.kept(request, row, draft)
    now, flags = timezone.now(), {}
    try:
        if request.POST.get(REMOVE):
            if uploads.take_back(draft, request.POST[REMOVE], at=now) is not None:
                flags = {GONE: request.POST[REMOVE]}
        elif request.POST.get(UNDO):
            uploads.put_back(draft, request.POST[UNDO], at=now)
        else:
            flags = added(request, draft, [field], at=now) or _nothing_chosen(request, field)
    except Refused as refusal:
        flags = _wrong(field, refusal)
    response = visiting.private(redirect(address(request, form, step, flags, f"id_{field}")))
    visiting.remember(response, row, token)
    return response


@require_safe
def own_file(request: HttpRequest, form: str, file: Any) -> HttpResponseBase:
    """A file of the draft of this device, to look whether it is the right one."""
    draft = visiting.draft_of(request, visiting.form_of(form))
    upload = uploads.find(draft, str(file)) if draft is not None else None
    if upload is None:
        raise Http404
    return given(upload)


def given(upload: Upload) -> HttpResponseBase:
    """The answer that holds a file.

    :raises Http404: when it is gone, is not scanned yet or was sick.
    """
    try:
        uploads.opened(upload).close()
    except Refused as refusal:
        raise Http404 from refusal
    return files.download(upload.storage_key, upload.name, upload.content_type)


def added(request: HttpRequest, draft: Draft, fields: Iterable[str], *, at: Any) -> dict[str, str]:
    """Adds the files that were chosen for these questions; what the address says of the first that was refused."""
    wrong: dict[str, str] = {}
    for field in fields:
        for sent in request.FILES.getlist(field):
            if not sent.name:
                continue
            try:
                ADDED.spend(limits.network_prefix(request))
                uploads.add(draft, field, sent, at=at)
            except Refused as refusal:
                wrong = wrong or _wrong(field, refusal)
    return wrong


def address(request: HttpRequest, form: str, step: str, flags: Mapping[str, str], place: str = "") -> str:
    """Where the step is shown again, with what is to be said about its files."""
    back = request.POST.get(visiting.BACK) == "controle"
    marks = [f"{name}={value}" for name, value in flags.items()]
    marks += [f"{visiting.BACK}=controle"] if back else []
    url = reverse("form:step", args=[form, step])
    return url + (f"?{'&'.join(marks)}" if marks else "") + (f"#{place}" if place else "")


def problems(request: HttpRequest, draft: Draft, step: str, shown: Iterable[str]) -> tuple[AnswerProblem, ...]:
    """What was wrong with the file that was sent last, as the address says; nothing for what no page of ours says."""
    field, code = request.GET.get(FIELD, ""), request.GET.get(WRONG, "")
    asked = question(draft.version.document, field) if field in shown else None
    if asked is None or code not in SAID:
        return ()
    together = uploads.total_megabytes()
    megabytes = together if code == "files_together" else asked["most_megabytes"]
    most = uploads.total_files() if code == "many_files_together" else asked["most_files"]
    return (AnswerProblem(step, field, code, {"megabytes": megabytes, "most": most}),)


def removed(request: HttpRequest, draft: Draft, step: str) -> Removed | None:
    """The file that was taken back a moment ago, while it can be put back."""
    number = request.GET.get(GONE, "")
    upload = uploads.find(draft, number) if number and draft.pk else None
    if upload is None or not uploads.is_restorable(upload):
        return None
    return Removed(number, upload.name, reverse("form:files", args=[draft.form.key, step, upload.field]))


def _wrong(field: str, refusal: Refused) -> dict[str, str]:
    if refusal.code not in SAID:
        raise refusal
    return {FIELD: field, WRONG: refusal.code}


def _nothing_chosen(request: HttpRequest, field: str) -> dict[str, str]:
    return {} if request.FILES.getlist(field) else {FIELD: field, WRONG: "no_file"}


SAID = frozenset(words.UPLOAD_PROBLEMS)
"""What can be said of a file that was sent."""
