"""One of everything that an address can name, and four tickets with words in them that are nowhere else."""

import base64
import copy
import io
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.core.files import uploadedfile
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone
from wagtail.admin.models import EditingSession
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import (
    Collection,
    CollectionViewRestriction,
    GroupApprovalTask,
    Locale,
    Page,
    PageViewRestriction,
    Site,
    UploadedFile,
    Workflow,
    WorkflowTask,
)

from forms_app import authoring, continuing, exporting, letters, resuming, uploads
from forms_app.finding import Wanted
from forms_app.models import Draft, Form, Submission, Upload
from home import delivery, files
from home.history import recorded
from home.models import GuidancePage, Municipality, SectionPage, User
from tests.asking import settle
from tests.crowd import gather
from tests.home.strange_files import pdf
from tests.regions import waterdam
from tests.walking import Walk
from tickets import access, conversation, intake
from tickets.intake import Contact, Question
from tickets.models import (
    OPEN_STATES,
    ForwardBody,
    Organisation,
    ReplyTemplate,
    ReplyTemplateTranslation,
    RoutingRule,
    Team,
    Ticket,
)

DAM, KERK, OBJECTION, PRIVACY = "dam", "kerk", "bezwaar", "privacy"
KINDS = ("reference", "text", "note", "contact", "code")
PIXEL = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=")
# Words that no page has of itself, too long to stand in a random token by chance: what was said, a note, who said it.
WORDS = {
    DAM: ("zilverreiger", "kwartelkoning", "Gruttovanger"),
    KERK: ("boomklever", "roerdomp", "Wulpenhoeder"),
    OBJECTION: ("ijsvogel", "", "Kievitzoeker"),
    PRIVACY: ("zeearend", "", "Scholekster"),
}
ON_THE_WAY: dict[str, Any] = {
    "key": "onderweg",
    "title": "Onderweg",
    "default_category": "brief",
    "steps": [
        {
            "key": "een",
            "title": "Een",
            "fields": [
                {"type": "text", "key": "name", "label": "Uw naam", "meaning": "sender_name"},
                {
                    "type": "panel",
                    "key": "elsewhere",
                    "label": "Verder",
                    "text": "Ga verder.",
                    "link_text": "Verder",
                    "link_form": "vraag-het",
                },
            ],
        }
    ],
}
"""A form that leads to another one."""

DRAFTED = "houtsnip"
WITH_FILES: dict[str, Any] = {
    "key": "stuur-mee",
    "title": "Stuur een foto mee",
    "default_category": "brief",
    "steps": [
        {
            "key": "mee",
            "title": "Foto",
            "fields": [
                {"type": "upload", "key": "photo", "label": "Foto van de brief"},
                {"type": "text", "key": "about", "label": "Waarover?"},
            ],
        }
    ],
}


@dataclass(frozen=True)
class World:
    """What is there: the tickets by name, and the values that fill addresses."""

    tickets: dict[str, Ticket]
    numbers: dict[str, Any]
    receipt: str
    sender: Client
    open_count: int

    def secrets(self) -> dict[tuple[str, str], tuple[str, ...]]:
        """What nobody else may read, by ticket and kind."""
        found: dict[tuple[str, str], tuple[str, ...]] = {}
        for name, ticket in self.tickets.items():
            text, note, contact = WORDS[name]
            code = access.code_of(ticket)
            found[name, "reference"] = (ticket.reference, ticket.reference.replace("-", ""))
            found[name, "text"] = (text,)
            found[name, "contact"] = (contact, f"{contact.lower()}@example.org")
            found[name, "code"] = (code, intake.receipt_of(ticket).access_code_grouped)
            if note:
                found[name, "note"] = (note,)
        return found


def build(first: Ticket, handlers: dict[str, User]) -> World:
    """Makes it all. `first` is the ticket of the cast; `handlers`: who answers, by ticket."""
    settle()
    authoring.load(copy.deepcopy(ON_THE_WAY))
    with recorded("toets"):
        _registers()
        about = [{"fact": "category", "test": "one_of", "values": ["avg"]}]
        team, since = Team.objects.get(name="Privacy"), date(2022, 1, 1)
        RoutingRule(rank=1, name="Privacy", conditions=about, target="team", team=team, valid_from=since).save()
        for code in ("GM0001", "GM0002"):  # the pages of the invented region name these
            Municipality(name=f"Elders {code}", code=code).save()
    waterdam.load()
    with recorded("toets"):
        numbers = _wagtail()
    sender = Client()
    tickets = {
        DAM: _asked(Client(), "1234", *WORDS[DAM]),
        KERK: _asked(Client(), "1290", *WORDS[KERK]),
        OBJECTION: _opened("bezwaar", WORDS[OBJECTION]),
        PRIVACY: _opened("avg", WORDS[PRIVACY]),
    }
    for name, by in handlers.items():
        _answered(tickets[name], by, *WORDS[name])
    half_way = Walk(sender, "vraag-het")
    half_way.step("taal", spoken="nl")
    half_way.step("waar", azc="no", postcode="1234")
    half_way.step("vraag", question=f"Een {DRAFTED}", name="Nog niet klaar")
    authoring.load(WITH_FILES)
    numbers["file"] = _file(Submission.objects.get(ticket=tickets[DAM]).draft, WORDS[DAM][0])
    numbers["draft_file"] = _file(Draft.objects.get(state=Draft.State.OPEN), DRAFTED)
    by_program = continuing.begin(Form.objects.get(key="stuur-mee"), language="nl", at=timezone.now())
    continuing.answer(by_program, {"about": f"Nog een {DRAFTED}"}, language="nl", at=timezone.now())
    numbers |= {"draft": by_program.uuid, "resume_code": resuming.code_of(by_program)}
    reader = User.objects.get(username="submissions-gm9001")
    numbers["export"] = exporting.ask(reader, form_of_the_walk(), Wanted(), "csv", at=timezone.now()).uuid
    receipt = letters.receipt_address(Submission.objects.get(ticket=tickets[DAM])).split("/")[-2]
    while delivery.send_due(timezone.now()):
        pass
    gather(700, [tickets[DAM]])
    mine = Ticket.objects.filter(team=tickets[DAM].team, state__in=OPEN_STATES)
    return World(tickets, numbers, receipt, sender, open_count=mine.count())


def _file(draft: Draft, word: str) -> str:
    """The number of a file of this draft that holds a word."""
    content = pdf().replace(b"\n", f"\n% {word}\n".encode(), 1)
    sent = uploadedfile.UploadedFile(file=io.BytesIO(content), name="brief.pdf", size=len(content))
    stored = files.receive(sent, folder=uploads.FOLDER)
    upload = Upload.objects.create(
        draft=draft,
        field="photo",
        name="brief.pdf",
        content_type=stored.content_type,
        size=stored.size,
        sha256=stored.sha256,
        storage_key=stored.key,
        created_at=timezone.now(),
    )
    return str(upload.uuid)


def form_of_the_walk() -> Form:
    """The form of the walk."""
    form: Form = Form.objects.get(key="vraag-het")
    return form


def _asked(client: Client, postcode: str, text: str, _note: str, name: str) -> Ticket:
    """A question by the form."""
    walk = Walk(client, "vraag-het")
    walk.step("taal", spoken="nl")
    walk.step("waar", azc="no", postcode=postcode)
    return walk.send("vraag", question=f"Hoe vang ik een {text}?", name=name, email=f"{name.lower()}@example.org")


def _opened(category: str, words: tuple[str, str, str]) -> Ticket:
    """A question of a category that few may see."""
    text, _note, name = words
    return intake.open_ticket(
        Question(
            text=f"Over een {text}",
            language="nl",
            category=category,
            topic_line="Stel uw vraag",
            channel="web",
            contacts=(Contact("sender", name=name, email=f"{name.lower()}@example.org"),),
            facts={"municipality": "GM9001"},
        ),
        at=timezone.now(),
    )


def _answered(ticket: Ticket, by: User, text: str, note: str, _name: str) -> None:
    """What staff said, to the sender and among themselves."""
    at = timezone.now()
    conversation.note(ticket, text=f"Gezien: {note}", by=by, at=at, expected=ticket.lock_version)
    ticket.refresh_from_db()
    said = f"Een {text} laat u vliegen."
    conversation.reply(ticket, text=said, language="nl", by=by, at=at, expected=ticket.lock_version)
    ticket.refresh_from_db()


def _registers() -> None:
    """A row in the registers that the cast leaves empty."""
    ForwardBody(code="waterschap", name="Waterschap").save()
    Organisation(code="de_school", name="De School", kind="language_school").save()
    template = ReplyTemplate(name="Kom langs")
    template.save()
    ReplyTemplateTranslation(template=template, language="nl", text="Kom langs.").save()


def _wagtail() -> dict[str, Any]:
    """What Wagtail's own screens name: a page and a form that wait for somebody, a picture, a file, the rest."""
    editor = User.objects.filter(is_superuser=True)[0]
    page, hidden = GuidancePage.objects.filter(locale__language_code="nl").order_by("pk")[:2]
    form = Form.objects.get(key="vraag-het")
    workflow = Workflow.objects.create(name="Nakijken")
    task = GroupApprovalTask.objects.create(name="Lezen")
    task.groups.set(Group.objects.filter(name="Redactie"))
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=1)
    revisions = {}
    for name, row in (("page", page), ("form", form)):
        revisions[name] = row.save_revision(user=editor)
        row.refresh_from_db()
    states = {name: workflow.start(row, editor) for name, row in (("page", page), ("form", form))}
    root = Collection.get_first_root_node()
    image = get_image_model().objects.create(title="Brug", file=ContentFile(PIXEL, "brug.png"))
    document = get_document_model().objects.create(title="Folder", file=ContentFile(b"%PDF-1.4 ", "folder.pdf"))
    uploads = {
        kind: UploadedFile.objects.create(
            for_content_type=ContentType.objects.get_for_model(model),
            file=ContentFile(PIXEL, "los.png") if kind == "image" else ContentFile(b"%PDF-1.4 ", "los.pdf"),
            uploaded_by_user=editor,
        )
        for kind, model in (("image", get_image_model()), ("document", get_document_model()))
    }
    collection = root.add_child(name="Besloten")
    return {
        "page": page.pk,
        "alias": page.create_alias(update_slug="kopie").pk,
        "user": editor.pk,
        "group": Group.objects.get(name="Redactie").pk,
        "locale": Locale.objects.get(language_code="en").pk,
        "site": Site.objects.get().pk,
        "hidden": hidden.pk,
        "section": SectionPage.objects.filter(locale=page.locale)[0].pk,
        "start": Page.objects.get(pk=page.get_site().root_page_id).pk,
        "form": form.pk,
        "workflow": workflow.pk,
        "task": task.pk,
        "collection": collection.pk,
        "image": image.pk,
        "picture": image.file.name.split("/"),
        "document": document.pk,
        "document_url": document.url,
        "collection_restriction": CollectionViewRestriction.objects.create(
            collection=collection, restriction_type="password", password="x"
        ).pk,
        "session": EditingSession.objects.create(user=editor, content_object=page, last_seen_at=timezone.now()).pk,
        "restriction": PageViewRestriction.objects.create(page=hidden, restriction_type="password", password="x").pk,
        **{f"{name}_revision": row.pk for name, row in revisions.items()},
        **{f"{name}_state": row.pk for name, row in states.items()},
        **{f"{name}_task_state": row.current_task_state_id for name, row in states.items()},
        **{f"{name}_upload": row.pk for name, row in uploads.items()},
    }
