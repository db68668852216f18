"""What the parameters of an address are filled with, in the world of the walk."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from wagtail.blocks import Block
from wagtail.fields import StreamField

from forms_app.models import Form
from home.models import GuidancePage
from tests.asking import ANSWERS
from tests.home.strange_files import pdf
from tests.promises import addresses
from tests.promises.world import DAM, World
from tests.registers import REGISTERS, rows
from tickets import access, confirming
from tickets.models import TicketContact

UNKNOWN = "WTR-AAAA-AAAA"
# Nothing there does anything for anybody, and why not.
NOT_FOR_ANYBODY = {
    "account/login/code/confirm/": "a code is sent to nobody",
    "account/signup/": "sends on to the sign-in: nobody signs up",
    "admin/login/": "sends on to the sign-in",
    "admin/logout/": "sends on to the sign-in",
    "admin/password_reset/": "the sign-in has its own",
    "admin/password_reset/complete/": "the sign-in has its own",
    "admin/password_reset/confirm/<uidb64>/<token>/": "the sign-in has its own",
    "admin/password_reset/done/": "the sign-in has its own",
    "admin/failwhale/": "crashes on purpose, so it is closed",
    "admin/snippets/choose/forms_app/form/create/": "crashes, so it is closed: a form is not made in passing",
    "admin/documents/multiple/create_from_uploaded_document/<int:upload>/": "crashes, so it is closed",
    "admin/documents/multiple/create_from_uploaded_document/<int:uploaded_file_id>/": "crashes, so it is closed",
    "admin/snippets/": "forms, the only ones, stand in the menu themselves",
    "admin/images/<int:image_id>/generate_url/": "pictures are not cut at the wish of an address",
    "admin/images/<int:image_id>/generate_url/output/": "pictures are not cut at the wish of an address",
    "admin/settings/<slug:app_name>/<slug:model_name>/": "there are no such settings",
    "admin/settings/<slug:app_name>/<slug:model_name>/<int:pk>/": "there are no such settings",
    "admin/settings/<slug:app_name>/<slug:model_name>/<int:pk>/preview/": "there are no such settings",
    "admin/users/delete/<int:pk>/": "accounts stay: sends back with a message",
    "admin/.*/": "what is not there",
    "api(?:/|$)": "what is not there",
    "api/v1/": "what is not there",
    r"nl/((?:[\w\-]+/)*)": "gives pages their address; another pattern answers",
}
STREAMS = {row.name for model in (GuidancePage, Form) for row in model._meta.fields if isinstance(row, StreamField)}
Values = tuple[Any, ...]


def addresses_of(pattern: str, fill: Any, world: World) -> list[str]:
    """Where a pattern is walked; what no parameter explains is written out."""
    written_out = {
        "api(?:/|$)": ["/api/nothing/"],
        "admin/.*/": ["/admin/nothing/"],
        r"documents/(\d+)/(.*)": [world.numbers["document_url"]],
        r"nl/(?!_util/)((?:[\w\-]+/)*)": ["/nl/", "/nl/lezen/de-brief/"],
        r"nl/((?:[\w\-]+/)*)": [],  # gives pages their address; the one above answers
    }
    return written_out[pattern] if pattern in written_out else addresses.filled(pattern, fill)


def code(world: World, *, holds_code: bool) -> str:
    """The access code that a visitor shows: that of the first ticket, or a wrong one."""
    return access.code_of(world.tickets[DAM]) if holds_code else "AAAAAAAAAA"


def resume_code(world: World, *, holds_code: bool) -> str:
    """The code that a program shows: that of what was begun through the API, or a wrong one."""
    return str(world.numbers["resume_code"]) if holds_code else "AAAAAAAAAA"


def query(pattern: str, world: World) -> str:
    """What stands behind an address that asks for it."""
    numbers = world.numbers
    wanted = {
        "admin/api/main/pages/find/": numbers["page"],
        "admin/api/main/documents/find/": numbers["document"],
        "admin/api/main/images/find/": numbers["image"],
        "admin/bulk/<str:app_label>/<str:model_name>/<str:action>/": numbers["page"],
        "admin/block-preview/": next(iter(Block.definition_registry)),
    }
    if pattern == "admin/translations/<slug:form>/<slug:language>/changes/":
        return "?name=vraag.question.label"
    return f"?id={wanted[pattern]}" if pattern in wanted else ""


def posted(pattern: str, world: World) -> dict[str, Any]:
    """What is sent in a POST: what a browser sends with an empty form, or what an address needs to do anything."""
    streams = {f"{name}-count": "0" for name in STREAMS}
    kind = "application/json"
    asked: dict[str, dict[str, Any]] = {
        "api/v1/forms/<key>/submissions": {
            "data": {"version": 1, "language": "nl", "answers": ANSWERS},
            "content_type": kind,
        },
        "api/v1/forms/<key>/drafts": {"data": {"language": "nl"}, "content_type": kind},
        "api/v1/drafts/<id>/uploads": {
            "data": {"field": "photo", "file": SimpleUploadedFile("brief.pdf", pdf(), "application/pdf")}
        },
        "api/v1/drafts/<id>/completion": {"data": {"version": 1}, "content_type": kind},
        "api/v1/tickets/<reference>/messages": {"data": {"text": "Dank u", "language": "nl"}, "content_type": kind},
        "admin/submissions/<slug:key>/export/": {"data": {"kind": "csv"}},
        "nl/vraag/verder/": {"data": {"code": "AAAA-AAAA-AA"}},
        "nl/vraag/<slug:form>/later/": {"data": {"email": "samira@example.org"}},
        "nl/voorkeur/": {"data": {"language": "en"}},
        "nl/volg/<str:reference>/bericht/": {"data": {"text": "Dank u"}},
        "admin/choose-external-link/": {"data": {"external-link-chooser-url": "https://example.org/"}},
        "admin/pages/<int:page_id>/copy/": {
            "data": {"new_parent_page": world.numbers["section"], "new_title": "x", "new_slug": "x"}
        },
    }
    return asked.get(pattern, {"data": streams})


def filler(world: World, *, holds_code: bool) -> Any:
    """Fills a parameter; with `holds_code` as who has the code and the receipt of the first ticket."""
    numbers = world.numbers
    secret = code(world, holds_code=holds_code)
    email = TicketContact.objects.get(ticket=world.tickets[DAM], role="sender").email
    link = confirming.signed(world.tickets[DAM], email if holds_code else "")
    receipt = world.receipt if holds_code else world.receipt[:-3] + "AAA"
    named: list[tuple[str, dict[str, Values]]] = [
        ("api/v1/postcodes/", {"typed": ("1234",)}),
        ("api/v1/guidance/", {"id": ("de-brief",)}),
        ("api/v1/drafts/", {"id": (numbers["draft"],)}),
        ("api/v1/forms/", {"key": ("vraag-het",), "n": (1,)}),
        ("problems/", {"kind": ("not-found", "invalid-answers")}),
        ("account/confirm-email/", {"key": ("abc",)}),
        ("account/password/reset/key/", {"uidb36": ("1",), "key": ("abc-def",)}),
        ("admin/password_reset/confirm/", {"uidb64": ("MQ",), "token": ("abc-def",)}),
        ("admin/pages/<int:page_id>/convert_alias/", {"page_id": (numbers["alias"],)}),
        ("admin/pages/workflow/", {"action_name": ("approve",), "task_state_id": (numbers["page_task_state"],)}),
        (
            "admin/pages/",
            {
                **dict.fromkeys(("page_id", "pk", "page_to_move_id"), (numbers["page"],)),
                "parent_page_id": (numbers["section"],),
                "destination_id": (numbers["start"],),
                "revision_id": (numbers["page_revision"],),
                "workflow_state_id": (numbers["page_state"],),
                "content_type_app_name": ("home",),
                "content_type_model_name": ("guidancepage",),
                "app_label": ("home",),
                "model_name": ("guidancepage",),
            },
        ),
        ("admin/api/main/pages/", {"pk": (numbers["page"],), "action_name": ("publish", "delete")}),
        ("admin/api/main/documents/", {"pk": (numbers["document"],)}),
        ("admin/api/main/images/", {"pk": (numbers["image"],)}),
        ("admin/choose-page/", {"parent_page_id": (numbers["section"],)}),
        ("admin/bulk/", {"app_label": ("wagtailcore",), "model_name": ("page",), "action": ("delete", "publish")}),
        ("admin/tag-autocomplete/", {"app_name": ("taggit",), "model_name": ("tag",)}),
        ("admin/collections/", dict.fromkeys(("pk", "collection_id"), (numbers["collection"],))),
        ("admin/workflows/tasks/edit/", {"pk": (numbers["task"],)}),
        ("admin/workflows/tasks/", {"app_label": ("wagtailcore",), "model_name": ("groupapprovaltask",)}),
        (
            "admin/workflows/",
            {
                **dict.fromkeys(("pk", "workflow_pk"), (numbers["workflow"],)),
                "page_pk": (numbers["start"],),
                "task_id": (numbers["task"],),
            },
        ),
        ("admin/workflows/tasks/", {"pk": (numbers["task"],)}),
        (
            "admin/editing-sessions/",
            {
                "app_label": ("home",),
                "model_name": ("guidancepage",),
                "object_id": (numbers["page"],),
                "session_id": (numbers["session"],),
            },
        ),
        ("admin/settings/", {"app_name": ("home",), "model_name": ("region",), "pk": (1,)}),
        (
            "admin/documents/",
            {
                **dict.fromkeys(("document_id", "doc_id", "pk"), (numbers["document"],)),
                **dict.fromkeys(("uploaded_file_id", "upload"), (numbers["document_upload"],)),
            },
        ),
        (
            "admin/images/",
            {
                **dict.fromkeys(("image_id", "pk"), (numbers["image"],)),
                "uploaded_file_id": (numbers["image_upload"],),
                "filter_spec": ("width-100",),
            },
        ),
        (
            "admin/snippets/",
            {
                "pk": (numbers["form"],),
                "revision_id": (numbers["form_revision"],),
                "revision_id_a": ("earliest",),
                "revision_id_b": ("latest",),
                "action_name": ("approve",),
                "task_state_id": (numbers["form_task_state"],),
                "workflow_state_id": (numbers["form_state"],),
                "task_id": (numbers["task"],),
            },
        ),
        ("admin/pages/", {"revision_id_a": ("earliest",), "revision_id_b": ("latest",), "task_id": (numbers["task"],)}),
        ("admin/sites/", {"pk": (numbers["site"],)}),
        ("admin/users/", {"pk": (numbers["user"],)}),
        ("admin/groups/", {"pk": (numbers["group"],)}),
        ("admin/locales/", {"pk": (numbers["locale"],)}),
        ("admin/translations/", {"form": ("vraag-het",), "language": ("ar",)}),
        ("admin/desk/lijst/", {"view": ("mine", "team", "unassigned", "overdue", "all")}),
        ("admin/desk/history/registers/", {"register": ("team", "routingrule", "user"), "key": (numbers["user"],)}),
        ("admin/desk/", {"act": ("reply",)}),
        ("admin/submissions/files/", {"file": (numbers["file"],)}),
        ("admin/form-versions/", {"key": ("vraag-het",), "before": (1,), "after": (1,)}),
        ("admin/submissions/", {"key": ("vraag-het",)}),
        ("admin/forms/", {"pk": (numbers["form"],)}),
        ("admin/insight/", {"key": ("vraag-het",)}),
        ("admin/submissions/", {"key": ("vraag-het",), "export": (numbers["export"],)}),
        ("admin/submissions/", {"field": ("question",)}),
        ("nl/vraag/klaar/", {"signed": (receipt,)}),
        ("nl/vraag/<slug:form>/bestand/", {"form": ("vraag-het",), "file": (numbers["draft_file"],)}),
        (
            "nl/vraag/<slug:form>/<slug:step>/bestanden/",
            {"form": ("stuur-mee",), "step": ("mee",), "field": ("photo",)},
        ),
        ("nl/vraag/<slug:form>/naar/", {"form": ("onderweg",), "panel": ("elsewhere",)}),
        ("nl/vraag/", {"form": ("vraag-het",), "step": ("taal", "vraag")}),
        ("nl/volg/bevestig/", {"signed": (link,)}),
        ("nl/volg/", {"code": (secret,)}),
        ("documents/authenticate", {"restriction_id": (numbers["collection_restriction"],)}),
        ("media/", {"folder": (numbers["picture"][0],), "name": (numbers["picture"][1],)}),
        ("nl/_util/", {"page_view_restriction_id": (numbers["restriction"],), "page_id": (numbers["hidden"],)}),
        ("", {"reference": (*(ticket.reference for ticket in world.tickets.values()), UNKNOWN)}),
        *(
            (f"admin/registers/{name}/", {"instance_pk": tuple(rows(name).values_list("pk", flat=True)[:1])})
            for name in REGISTERS
        ),
    ]

    def fill(pattern: str, name: str) -> Values:
        return next((values[name] for start, values in named if pattern.startswith(start) and name in values), ())

    return fill
