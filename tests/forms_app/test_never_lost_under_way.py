"""Whatever order things happen in: nothing that was kept goes away, and what is sent is what was shown."""

import copy
import html
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forms_app import answers, continuing, filling, journey, publishing, resuming, translating
from forms_app.fields.base import Unreadable
from forms_app.models import Draft, Form, Submission
from forms_app.public import visiting
from home.history import Actor, acting
from tests.forms_app import documents
from tests.forms_app.documents import Block, option, when
from tickets.models import Ticket

Draw = Callable[..., Any]
"""Gives one of what a strategy holds."""

KEY = "toeval"
LANGUAGES = ("nl", "en", "ar")
OPTIONS = ("a", "b", "c")
PICKED = ("choice", "choices")


@dataclass(frozen=True)
class Said:
    """What somebody says: in the inputs of a page, as JSON, and what must be kept of it (None: nothing)."""

    typed: list[str]
    sent: Any
    kept: Any


ROW = re.compile(
    r'<div class="summary__row">\s*<dt[^>]*>(.*?)</dt>\s*<dd><span[^>]*>(.*?)</span></dd>'
    r'\s*<dd class="summary__change">',
    re.DOTALL,
)
"""What will be sent; what is kept and asked no more stands under it, without a link to change it."""
NOTHING = Said([], None, None)
WORDS = [Said([text], text, text) for text in ("Een boek", "ሰላም 😊", "كتاب")]
SAID: dict[str, list[Said]] = {
    "text": WORDS,
    "long_text": [*WORDS, Said(["Eerst\r\ndan"], "Eerst\ndan", "Eerst\ndan")],
    "yes_no": [Said(["yes"], True, True), Said(["no"], False, False)],
    "number": [Said(["٣"], 3, "3"), Said(["drie"], "drie", Unreadable(("drie",)))],
    "date": [
        Said(["1", "12", "2026"], "2026-12-01", "2026-12-01"),
        Said(["32 mei"], "32 mei", Unreadable(("32 mei",))),
    ],
    "email": [
        Said(["samira@example.org"], "samira@example.org", "samira@example.org"),
        Said(["samira"], "samira", Unreadable(("samira",))),
    ],
}
"""Type of a field -> what may be said; the first of each is right."""


def said_of(asked: dict[str, Any]) -> list[Said]:
    """What may be said to a question of a document; the first is right."""
    if asked["type"] == "choice":
        return [Said([one["value"]], one["value"], one["value"]) for one in asked["options"]]
    if asked["type"] == "choices":
        values = [one["value"] for one in asked["options"]]
        return [Said(some, some, some) for some in (values[:1], values[:2])]
    return SAID[asked["type"]]


# --- forms, and what editors do to them -----------------------------------------------------------------------------


def question(draw: Draw, number: int) -> Block:
    """One question; its key says its type, because a key that was taken away never comes back as something else."""
    kind = draw(st.sampled_from([*SAID, *PICKED, "choice", "yes_no"]))
    picked = [option(f"Antwoord {key}", key, category="brief") for key in OPTIONS[: draw(st.integers(2, 3))]]
    return documents.field(
        kind,
        f"Vraag {number}",
        f"v{number}_{kind}",
        options=picked if kind in PICKED else (),
        required=draw(st.booleans()),
        visible_if=[],
        required_if=[],
    )


@st.composite
def forms(draw: st.DrawFn) -> list[Block]:
    """One to three steps of one to three questions, some of which hang on what was answered before."""
    steps, number = [], 0
    for place in range(draw(st.integers(1, 3))):
        size = draw(st.integers(1, 3))
        rows = [question(draw, number + row) for row in range(size)]
        number += size
        steps.append(documents.step(f"Stap {place}", *rows, key=f"stap-{place}"))
    for _turn in range(draw(st.integers(0, 2))):
        condition(steps, draw)
    return tidy(steps)


def fields_of(steps: list[Block]) -> list[Block]:
    return [row for step in steps for row in step["value"]["fields"]]


def tidy(steps: list[Block]) -> list[Block]:
    """Without conditions on what is not asked before, or on an answer that is not there."""
    values: dict[str, set[str]] = {}
    for row in fields_of(steps):
        rows = row["value"]["visible_if"]
        row["value"]["visible_if"] = [
            one for one in rows if one["value"]["value"] in values.get(one["value"]["question"], ())
        ]
        values[row["id"]] = {one["id"] for one in row["value"].get("options", ())} or {"yes"}
    return steps


def relabel(steps: list[Block], draw: Draw) -> None:
    draw(st.sampled_from(fields_of(steps)))["value"]["label"] += "?"


def require(steps: list[Block], draw: Draw) -> None:
    value = draw(st.sampled_from(fields_of(steps)))["value"]
    value["required"] = not value["required"]


def add(steps: list[Block], draw: Draw) -> None:
    rows = draw(st.sampled_from(steps))["value"]["fields"]
    new = question(draw, draw(st.integers(50, 52)))
    if new["id"] not in {row["id"] for row in fields_of(steps)}:
        rows.insert(draw(st.integers(0, len(rows))), new)


def remove(steps: list[Block], draw: Draw) -> None:
    rows = draw(st.sampled_from(steps))["value"]["fields"]
    if len(rows) > 1:
        rows.pop(draw(st.integers(0, len(rows) - 1)))


def condition(steps: list[Block], draw: Draw) -> None:
    rows = fields_of(steps)
    place = draw(st.integers(0, len(rows) - 1))
    before = [row for row in rows[:place] if row["type"] in ("choice", "yes_no")]
    rule = []
    if before and draw(st.booleans()):
        on = draw(st.sampled_from(before))
        rule = [when(on["id"], "is", on["value"]["options"][0]["id"] if on["type"] == "choice" else "yes")]
    rows[place]["value"]["visible_if"] = rule


def options(steps: list[Block], draw: Draw) -> None:
    picked = [row for row in fields_of(steps) if row["type"] in PICKED]
    if picked:
        row = draw(st.sampled_from(picked))
        if len(row["value"]["options"]) == len(OPTIONS):
            row["value"]["options"].pop()
        else:
            row["value"]["options"].append(option("Erbij", "c", category="brief", id=f"{row['id']}-c"))


CHANGES = (relabel, require, add, remove, condition, options)

# --- one person, one editor, one program ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Shown:
    """What a check page showed: label and answer by row, in which language, and the mark of it."""

    lines: list[tuple[str, str]]
    language: str
    mark: str


@dataclass
class Story:
    """What happens with one form and one draft; `kept` is what must be there, known without the portal."""

    draw: Draw
    steps: list[Block]
    earlier: list[list[Block]] = field(default_factory=list)
    kept: dict[str, Any] = field(default_factory=dict)
    language: str = "nl"
    secret: str = ""
    shown: Shown | None = None
    seen: set[int] = field(default_factory=set)

    def begin(self) -> None:
        """The form goes online, and somebody begins."""
        row = Form(key=KEY, title="Toeval", default_category="brief", live=False)
        row.steps = Form.blocks(self.steps)
        with acting(Actor("toets"), via="command"):
            row.save()
            source = publishing.compile_form(row)[0]["strings"]["nl"]
            translating.load(row, "en", {name: f"{text} EN" for name, text in source.items()}, source)
            row.save_revision().publish()
        self.draft_id = filling.start(self.form, language="nl", at=timezone.now(), secret=filling.new_secret())[0].pk
        self.secret = resuming.take_over(Draft.objects.get(pk=self.draft_id))

    @property
    def form(self) -> Form:
        found = filling.form_of(KEY)
        assert found is not None
        return found

    def draft(self) -> Draft:
        """What the device has, as each page reads it."""
        found = filling.find(self.form, self.secret, timezone.now())
        assert found is not None
        self.seen.add(found.version.number)
        return found

    # what happens

    def publish(self) -> None:
        """An editor changes the form, or takes back what was changed."""
        self.earlier.append(copy.deepcopy(self.steps))
        if self.draw(st.integers(0, 3)):
            for change in self.draw(st.lists(st.sampled_from(CHANGES), min_size=1, max_size=2)):
                change(self.steps, self.draw)
            tidy(self.steps)
        else:
            self.steps = copy.deepcopy(self.draw(st.sampled_from(self.earlier)))
        row = Form.objects.get(key=KEY)
        row.steps = Form.blocks(copy.deepcopy(self.steps))
        with acting(Actor("toets"), via="command"):
            row.save_revision().publish()

    def wait(self) -> None:
        """The moment comes until which versions were kept."""
        past = timezone.now() - timedelta(seconds=1)
        Draft.objects.filter(pinned_until__isnull=False).update(pinned_until=past)

    def save(self) -> None:
        """A page is sent, of the version of now or from a tab that was open longer."""
        draft = self.draft()
        number = self.draw(st.sampled_from(sorted(self.seen)))
        page = self.form.versions.get(number=number).document
        fields = self.draw(st.sampled_from(page["steps"]))["fields"]
        said = {row["key"]: self.draw(st.sampled_from([*said_of(row), NOTHING])) for row in fields}
        self._save(draft, said, number)

    def _save(self, draft: Draft, said: dict[str, Said], number: int) -> None:
        filling.save(
            draft,
            {key: one.typed for key, one in said.items()},
            list(said),
            language=self.language,
            at=timezone.now(),
            asked=filling.version_of(self.form, str(number)),
        )
        self._said(said)

    def program(self) -> None:
        """Another front end sends some answers with the code."""
        draft = self.draft()
        asked = journey.questions(draft.version.document)
        keys = self.draw(st.lists(st.sampled_from(sorted(asked)), unique=True, max_size=3))
        said = {key: self.draw(st.sampled_from([*said_of(asked[key]), NOTHING])) for key in keys}
        there = continuing.opened(str(draft.uuid), resuming.code_of(draft), "toets", timezone.now())
        sent = {key: one.sent for key, one in said.items()}
        wrong = continuing.answer(there, sent, language=self.language, at=timezone.now())
        assert wrong == []
        self._said(said)

    def _said(self, said: dict[str, Said]) -> None:
        for key, one in said.items():
            self.kept.pop(key, None)
            if one.kept is not None:
                self.kept[key] = one.kept

    def resume(self) -> None:
        """Another device takes over with the code; the first one lets go."""
        code = resuming.grouped(resuming.code_of(self.draft())).lower()
        before, now = self.secret, timezone.now()
        self.secret = resuming.take_over(resuming.opened(code, "toets", now))
        assert filling.find(self.form, before, now) is None

    def switch(self) -> None:
        """The person reads on in another language."""
        self.language = self.draw(st.sampled_from(LANGUAGES))

    def look(self) -> None:
        """The check page, as far as the form is complete."""
        page = self._client().get(self._check)
        text = page.content.decode()
        if page.status_code == 200:
            rows = ROW.findall(text)
            mark = re.search(r'name="_seen" value="([0-9a-f]{64})"', text)
            assert mark
            self.shown = Shown([(_plain(label), _plain(value)) for label, value in rows], self.language, mark[1])

    def send(self) -> None:
        """The button of the check page that was looked at last, maybe long ago."""
        if self.shown is None:
            return
        answer: Any = self._client().post(self._check, {"_seen": self.shown.mark})
        if "/klaar/" not in answer["Location"]:
            assert Draft.objects.get(pk=self.draft_id).state == Draft.State.OPEN
            return
        submission = Submission.objects.get(draft_id=self.draft_id)
        lines = answers.lines(submission, self.shown.language)
        assert [(line.label, line.value) for line in lines] == self.shown.lines
        assert submission.answers == {key: self.kept[key] for key in submission.answers}

    @property
    def is_sent(self) -> bool:
        return Draft.objects.get(pk=self.draft_id).state == Draft.State.DONE

    def late(self) -> None:
        """The button of a check page is pressed when something happened since it was shown."""
        self.put_right()
        self.look()
        self.draw(st.sampled_from([Story.publish, Story.save, Story.program]))(self)
        self.send()

    def put_right(self) -> None:
        """Puts right what is wrong, and looks again at what changed."""
        for _turn in range(30):
            draft = self.draft()
            walked = filling.journey_of(draft, timezone.now())
            to_review = filling.review_step(draft, walked)
            if walked.problems:
                asked = journey.questions(draft.version.document)
                right = {problem.key: said_of(asked[problem.key])[0] for problem in walked.problems}
                self._save(draft, right, draft.version.number)
            elif to_review:
                filling.reviewed(draft, walked, to_review)
            else:
                break

    def finish(self) -> None:
        """All that it takes to send."""
        self.put_right()
        self.look()
        self.send()
        assert self.is_sent
        walked = filling.journey_of(self.draft(), timezone.now())
        visible = {key for state in walked.steps for key in state.fields}
        assert Submission.objects.get(draft_id=self.draft_id).answers.keys() == visible & self.kept.keys()

    def hold(self) -> None:
        """All that was kept is there, and nothing else."""
        assert filling.answers_of(Draft.objects.get(pk=self.draft_id)) == self.kept

    @property
    def _check(self) -> str:
        return f"/{self.language}/vraag/{KEY}/controle/"

    def _client(self) -> Client:
        client = Client()
        client.cookies[visiting.cookie(KEY)] = self.secret
        return client


ACTS = (
    Story.publish, Story.save, Story.save, Story.save, Story.program, Story.resume, Story.switch, Story.look,
    Story.send, Story.wait, Story.late, Story.late, Story.finish,
)  # fmt: skip


def _plain(text: str) -> str:
    return html.unescape(re.sub(r"<br ?/?>\n?", "\n", text))


@given(data=st.data())
@settings(
    max_examples=20,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_nothing_kept_is_lost_and_what_is_sent_is_what_was_shown(settled: Ticket, data: st.DataObject) -> None:
    story = Story(data.draw, data.draw(forms()))
    with transaction.atomic():
        story.begin()
        for act in data.draw(st.lists(st.sampled_from(ACTS), min_size=4, max_size=12)):
            act(story)
            story.hold()
            if story.is_sent:
                break
        else:
            story.finish()
        story.hold()
        transaction.set_rollback(True)
