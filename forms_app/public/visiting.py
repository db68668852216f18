"""What every page of a form begins with: the form, what was begun on this device, an answer that nobody keeps."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language

from forms_app import answers, completion, filling, journey, letters, quarantine, rendering, texts
from forms_app.journey import Journey
from forms_app.models import Draft, Form
from home import limits
from home.languages import LANGUAGES, SOURCE, Language

BACK, NEW, SHOWN, VERSION, INSIST, SECRET = "van", "nieuw", "_shown", "_version", "_insist", "_begin"
DRAFT = "_draft"
"""Input that says of which draft a page shows the answers; empty where nothing was kept yet."""
_KNOWN_LONGER = timedelta(days=60)
"""For how long a device knows that it had something that is gone."""


def form_of(key: str) -> Form:
    """The form with this key, once it was published.

    :raises Http404: when there is none.
    """
    form = filling.form_of(key)
    if form is None or form.live_version is None:
        raise Http404
    return form


def draft_of(request: HttpRequest, form: Form) -> Draft | None:
    """What was begun on this device, open or sent; None when there is nothing."""
    return filling.find(form, request.COOKIES.get(cookie(form.key), ""), timezone.now())


def cookie(form: str) -> str:
    """Name of the cookie that holds the secret of a device."""
    return f"vraag-{form}"


def remember(response: HttpResponse, form: Form, token: str) -> None:
    """Keeps the secret of a device as long as the draft, and some time more, so that it can be told that it went."""
    response.set_cookie(
        cookie(form.key),
        token,
        max_age=timedelta(days=form.draft_days) + _KNOWN_LONGER,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def had_one(request: HttpRequest, form: Form) -> bool:
    """Whether this device once began the form; asked when there is nothing of it any more."""
    return bool(request.COOKIES.get(cookie(form.key)))


def gone(request: HttpRequest, form: Form) -> HttpResponse:
    """The page that says that what this device had is here no more: too old, or opened on another device."""
    language = get_language() or "nl"
    title = texts.text(live(form), language, texts.msg_id(what="title")).text
    response = render(request, "forms_app/public/expired.html", {"form": form, "title": title}, status=410)
    response.delete_cookie(cookie(form.key))
    return private(response)


def is_of_another(request: HttpRequest, form: Form, draft: Draft | None) -> bool:
    """Whether the page that was sent shows another draft than this device has: a code was typed, or it was cleared.

    What was kept for one person is never written over by a page of another that was left open. A page on which nothing
    was kept yet shows no draft: it goes with the one that began with its own secret.
    """
    shown, secret = request.POST.get(DRAFT, ""), request.POST.get(SECRET, "")
    if draft is None:
        return bool(shown) and not had_one(request, form)
    if shown:
        return shown != str(draft.uuid)
    return bool(secret) and filling.hashed(secret) != draft.token_hash


def of_another(request: HttpRequest, form: Form, draft: Draft | None) -> HttpResponse:
    """The page that says so. Nothing of what was sent is kept; the words in it are shown, to be taken along."""
    title = texts.text(live(form), get_language() or "nl", texts.msg_id(what="title")).text
    page = {"form": form, "title": title, "has_draft": draft is not None, "words": _own_words(request, form)}
    return private(render(request, "forms_app/public/of_another.html", page, status=409))


def _own_words(request: HttpRequest, form: Form) -> list[tuple[texts.Said, str]]:
    """The labels of what was asked, as the form is now, and the words that were typed; what was picked has none."""
    document, language = live(form), get_language() or SOURCE
    asked = journey.questions(document)
    found = []
    for name in request.POST:
        key, *inside = name.split(".")
        field = asked.get(key)
        if field is not None and len(inside) > 1:
            field = next((inner for inner in field.get("fields", ()) if inner["key"] == inside[1]), None)
        words = " ".join(filter(None, map(str.strip, request.POST.getlist(name))))
        if field is not None and field["type"] in answers.TYPED and words:
            found.append((texts.text(document, language, texts.msg_id(field["msg_id"], what="label")), words))
    return found


def live(form: Form) -> texts.Document:
    """The document that a new visitor gets; `form_of` made sure that there is one."""
    document: texts.Document = form.live_version.document if form.live_version else {}
    return document


def first_step(form: Form) -> str:
    """Key of the step that a new visitor gets."""
    return str(live(form)["steps"][0]["key"])


def step_url(form: str, step: str, flag: str = "", back: bool = False) -> str:
    """The address of a step; `flag` says what it shows beside its questions, `back` that the check page comes next."""
    url = reverse("form:step", args=[form, step])
    marks = [f"{flag}=1"] if flag else []
    marks += [f"{BACK}=controle"] if back else []
    return f"{url}?{'&'.join(marks)}" if marks else url


def onward(draft: Draft, walked: Journey) -> str:
    """Where somebody who comes back goes on: what is to be looked at again, what is not complete, else the check."""
    key, to_review = draft.form.key, filling.review_step(draft, walked)
    if to_review and journey.may_visit(walked, to_review):
        return step_url(key, to_review, NEW)
    step = walked.first_incomplete
    return step_url(key, step) if step else reverse("form:check", args=[key])


def kept(
    request: HttpRequest,
    form: Form,
    draft: Draft | None,
    step: str = "",
    *,
    channel: str = "",
    typed: Mapping[str, Sequence[str]] | None = None,
) -> tuple[Draft, str]:
    """What was typed on a step, kept in the draft, which begins now when there was none.

    Also the secret that this device has, or gets (`remember`). `step`: the step that was sent, to be counted; empty
    when only a file was, or when the page keeps by itself. `typed`: what stood in the inputs, when not all counts.
    """
    now, token = timezone.now(), request.COOKIES.get(cookie(form.key), "")
    if draft is None:
        quarantine.spend_start(form.key, limits.network_prefix(request))
    with transaction.atomic():  # what begins and what it begins with are one commit
        if draft is None:
            secret = request.POST.get(SECRET, "")
            draft, token = filling.start(form, language=get_language() or "nl", at=now, secret=secret)
            quarantine.begin(draft, request.POST, now)
        else:
            quarantine.watch(draft, request.POST)
        saved = filling.save(
            draft,
            typed={key: request.POST.getlist(key) for key in request.POST} if typed is None else typed,
            shown=request.POST.get(SHOWN, "").split(),
            language=get_language() or "nl",
            at=now,
            asked=filling.version_of(form, request.POST.get(VERSION, "")),
            insisted=request.POST.getlist(INSIST),
            step=step,
            channel=channel,
        )
    return saved, token


def named(form: Form, draft: Draft, **more: object) -> dict[str, object]:
    """What a page about a draft without its questions shows: its form, its title, and `more`."""
    language = get_language() or "nl"
    title = texts.text(draft.version.document, language, texts.msg_id(what="title")).text
    return {"form": form, "title": title, **more}


def foreign(document: texts.Document) -> Language | None:
    """The language in which a visitor reads a form that is not there in their own; None where it is."""
    reader = get_language() or SOURCE
    code = texts.reading_language(document, reader)
    return LANGUAGES.get(code) if code != reader else None


def closed(request: HttpRequest, form: Form, draft: Draft | None = None) -> HttpResponse:
    """The page of a form that nobody can start or send now; what stands in a `draft` stays until that expires."""
    document, language = live(form), get_language() or "nl"
    said: dict[str, object] = {
        name: rendering.spoken(texts.text(document, language, texts.msg_id(what=name)))
        for name in ("title", "closed_text")
    }
    said |= {"foreign": foreign(document), "opens_at": form.opens_later(timezone.now())}
    return render(request, "forms_app/public/closed.html", {"form": form, "draft": draft, **said}, status=410)


def sent(request: HttpRequest, draft: Draft) -> HttpResponse:
    """The page that says that this was sent, with the way to its receipt."""
    submission = completion.complete(draft, at=timezone.now())
    page = named(draft.form, draft, receipt_url=letters.receipt_address(submission))
    return private(render(request, "forms_app/public/sent.html", page))


def private(response: HttpResponse | HttpResponseRedirect) -> HttpResponse:
    """Kept by no cache: two people on one tablet never see each other's answers, not by the back button either."""
    patch_cache_control(response, no_store=True, private=True)
    return response
