"""The only birth of a ticket."""

import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from django.conf import settings
from django.db.models import CharField, Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from home import delivery, places
from home.delivery import Letter
from home.history import recorded
from home.models import Delivery, Municipality, User
from home.refusals import Refused
from home.remembering import one_look, remembered
from tickets import access, access_codes, clocks, confirming, known, letters, references, routing, timeline
from tickets.models import Category, Message, RoutingDecision, RoutingRule, Team, Ticket, TicketContact
from tickets.states import Act
from tickets.words import URGENCY_LABELS


@dataclass(frozen=True)
class Contact:
    """A person of a question. `role`: sender or concerned."""

    role: str
    name: str = ""
    email: str = ""
    phone: str = ""
    organisation: str = ""
    capacity: str = ""
    contact_how: str = ""
    contact_when: str = ""
    contact_safe: bool | None = None
    consent: bool | None = None


@dataclass(frozen=True)
class Question:
    """What was asked, in the desk's own words: facts by meaning, never by the key of a form.

    `facts` are what rules may look at; `pc4` among them is resolved to `pc4_municipality` here. `category` is a code,
    `topic_line` holds no personal data, `language` is what the sender reads, `confirm_email` asks whether the sender's
    address works, `needs_second` whether a second person looks along before it ends. `signs` are what made it look like
    spam (codes of `TRACE_SENTENCES`, without "sign_"): such a question is work like any other, in quarantine.
    `same_as` is the ticket of the same words, of a little earlier.
    """

    text: str
    language: str
    category: str
    topic_line: str
    channel: str
    contacts: tuple[Contact, ...] = ()
    facts: Mapping[str, object] = field(default_factory=dict)
    urgency: str = "normal"
    origin: str = "form"
    confirm_email: bool = False
    needs_second: bool = False
    signs: tuple[str, ...] = ()
    same_as: Ticket | None = None


@dataclass(frozen=True)
class Receipt:
    """What the sender gets: number, code, who has it and by when (a local date)."""

    reference: str
    access_code: str
    access_code_grouped: str
    municipality_code: str | None
    municipality_name: str
    team_name: str
    received_at: datetime
    due_on: date
    status_url: str
    secret_link: str


@dataclass(frozen=True)
class Birth:
    """How a ticket came to be: what its receipt says, why it lies where it lies (sentences), how urgent it is."""

    receipt: Receipt
    reasons: tuple[str, ...]
    topic_line: str
    urgency: str


def birth_of(ticket: Ticket) -> Birth:
    """What became of a question, in the language that is active. Two queries."""
    first = RoutingDecision.objects.filter(ticket=ticket).order_by("at", "id").first()
    trace = first.trace if first is not None else []
    return Birth(
        receipt=receipt_of(ticket),
        reasons=tuple(routing.sentences(trace, known.rule_names())),
        topic_line=ticket.topic_line,
        urgency=str(URGENCY_LABELS[ticket.urgency]),
    )


def open_ticket(question: Question, *, at: datetime) -> Ticket:
    """The ticket of a question, with its team, its dates, its first history row and its letters, in one commit.

    Where it fails, the act around it fails too: a form is never sent without its ticket.

    :raises Refused: `unknown_category`; `no_region` or `no_fallback_rule` when the desk was never set up.
    """
    with recorded(savepoint=False), one_look():
        category = remembered("categories", _categories).get(question.category)
        if category is None:
            raise Refused("unknown_category")
        facts = _resolved(question, at)
        decision = routing.decide(facts, category, at)
        if question.signs:
            decision = routing.hold(decision, question.signs)
        ticket = _ticket(question, category, decision, at)
        ticket.parent = question.same_as
        clocks.start(ticket, at=at)
        return _born(ticket, question, decision, facts, at, Act.OPEN_TICKET)


def follow_up(ticket: Ticket, *, text: str, language: str, at: datetime) -> Ticket:
    """A new ticket, linked, for a message on one that ended too long ago; same team, same people."""
    contacts = tuple(
        Contact(row.role, row.name, row.email, row.phone, row.organisation, row.capacity,
                row.contact_how, row.contact_when, row.contact_safe, row.consent)
        for row in TicketContact.objects.filter(ticket=ticket)
    )  # fmt: skip
    question = Question(
        text=text,
        language=language,
        category=ticket.category.code,
        topic_line=ticket.topic_line,
        channel=ticket.channel,
        contacts=contacts,
        facts={"municipality": ticket.municipality.code},
        origin=Ticket.Origin.FOLLOW_UP,
        needs_second=ticket.needs_second,
    )
    with recorded():
        decision = routing.decide(question.facts, ticket.category, at)
        decision = replace(decision, team=routing.working(ticket.team))
        again = _ticket(question, ticket.category, decision, at)
        again.parent = ticket
        clocks.start(again, at=at)
        return _born(again, question, decision, question.facts, at, Act.FOLLOW_UP)


def receipt_of(ticket: Ticket) -> Receipt:
    """What the receipt of a ticket says; the code is derived anew, so it is always the same one."""
    code = access.code_of(ticket)
    owner = ticket.municipality
    return Receipt(
        reference=ticket.reference,
        access_code=code,
        access_code_grouped=access_codes.grouped(code),
        municipality_code=_code(owner),
        municipality_name=owner.name,
        team_name=ticket.team.sender_name,
        received_at=ticket.received_at,
        due_on=ticket.service_due,
        status_url=letters.status_url(ticket),
        secret_link=letters.secret_link(ticket, code),
    )


def first_receipt(ticket: Ticket) -> Receipt:
    """The receipt as it was given when the ticket was born, whatever happened to the ticket since."""
    born = timeline.born(ticket)
    team = Team.objects.select_related("municipality").get(pk=born["team_id"])
    return replace(
        receipt_of(ticket),
        municipality_code=_code(team.municipality),
        municipality_name=team.municipality.name,
        team_name=team.sender_name,
        due_on=date.fromisoformat(born["service_due"]),
    )


def categories() -> list[tuple[str, str]]:
    """The categories an editor can choose: code and name."""
    return list(Category.objects.filter(is_active=True).order_by("name").values_list("code", "name"))


def organisations() -> dict[str, str]:
    """The partners that can be chosen now, by name: code -> name."""
    return {row.code: row.name for row in known.organisations().values() if row.is_active}


def organisation_names() -> dict[str, str]:
    """What all partners are called, those that no longer take part included: code -> name."""
    return {row.code: row.name for row in known.organisations().values()}


def amended(ticket: Ticket, *, by: User, at: datetime) -> None:
    """Records that an answer that came with this ticket was corrected: that it was, never what; in the caller's act.

    The ticket is locked until the end of it, so corrections come one after the other.

    :raises Refused: what `tickets.access.refusal` says.
    """
    with recorded():
        rows = Ticket.objects.select_for_update(of=("self",)).select_related("team")
        row = rows.get(pk=ticket.pk)
        access.demand(by, Act.AMEND, row, at=at)
        before = timeline.snapshot(row)
        row.last_staff_at = at
        row.save()
        timeline.record(row, Act.AMEND, before, at)
        access.looked(by, row, "amend")


def may_amend(user: User, ticket: Ticket) -> Refused | None:
    """Why this person may not correct what came with a ticket, or None."""
    return access.refusal(user, Act.AMEND, ticket)


def tell_team(
    ticket: Ticket,
    team: Team,
    letter: Callable[[Ticket, Team], Letter],
    dedupe_key: str,
    at: datetime,
    *,
    is_first: bool = False,
) -> None:
    """Writes a notice to a team, when it has an address; `is_first` as in `delivery.enqueue`."""
    if team.email:
        delivery.enqueue(letter(ticket, team), to=team.email, about="", dedupe_key=dedupe_key, at=at, is_first=is_first)


def tell_of_sick_file(ticket: Ticket, dedupe_key: str, at: datetime) -> None:
    """Says to the team, and to a sender with an address, that a file with a virus was removed. In a transaction."""
    tell_team(ticket, ticket.team, letters.sick_file_at_desk, f"{dedupe_key}:team", at)
    sender = TicketContact.objects.filter(ticket=ticket, role="sender").exclude(email="").first()
    if sender is not None:
        delivery.enqueue(
            letters.sick_file(ticket), to=sender.email, about=letters.about(ticket), dedupe_key=dedupe_key, at=at
        )


def _code(owner: Municipality) -> str | None:
    """The code of a municipality; None for the region itself."""
    return None if owner.kind == Municipality.Kind.REGION else owner.code


def _categories() -> dict[str, Category]:
    return {category.code: category for category in Category.objects.all()}


def _resolved(question: Question, at: datetime) -> dict[str, object]:
    """The facts with the municipality of the postcode; a box routes organisations only (domain.md 1.1)."""
    facts = {name: value for name, value in question.facts.items() if value not in (None, "")}
    facts.setdefault("language", question.language)
    facts["urgency"] = question.urgency
    pc4 = facts.get("pc4")
    if isinstance(pc4, str):
        place = places.place_of(pc4, timezone.localdate(at))
        may_route = place is not None and (place.kind != "po_box" or bool(facts.get("organisation")))
        if place is not None and place.municipality is not None and may_route:
            facts["pc4_municipality"] = place.municipality.code
    return facts


def _ticket(question: Question, category: Category, decision: routing.Decision, at: datetime) -> Ticket:
    team = decision.team
    return Ticket(
        reference=_fresh_reference(),
        access_nonce=secrets.token_hex(8),
        access_key_id=settings.ACCESS_KEY_ID,
        municipality=team.municipality,
        team=team,
        restricted=team.restricted or category.restricted,
        category=category,
        urgency=question.urgency if question.urgency in URGENCY_LABELS else "normal",
        origin=question.origin,
        channel=question.channel,
        language=question.language,
        topic_line=_topic_line(category, question),
        received_at=at,
        unread_since=None,
        last_sender_at=at,
        routing_error=bool(decision.broken),
        needs_second=question.needs_second,
    )


def _born(
    ticket: Ticket,
    question: Question,
    decision: routing.Decision,
    facts: Mapping[str, object],
    at: datetime,
    act: Act,
) -> Ticket:
    ticket.save()
    for contact in question.contacts:
        TicketContact(ticket=ticket, **contact.__dict__).save()
    Message.objects.create(
        ticket=ticket, kind=Message.Kind.QUESTION, body=question.text, language=question.language, at=at
    )
    routing.record(ticket, decision, facts, at)
    sender = next((contact for contact in question.contacts if contact.role == "sender"), None)
    if sender is not None and sender.email:
        delivery.enqueue(
            letters.receipt(ticket),
            to=sender.email,
            about=letters.about(ticket),
            dedupe_key=f"receipt:{ticket.pk}",
            at=at,
            is_first=True,
        )
    if question.confirm_email and sender is not None and sender.email:
        confirming.ask(ticket, sender.email, at=at)
    tell_team(ticket, ticket.team, letters.arrived, f"arrived:{ticket.pk}", at, is_first=True)
    if decision.broken:
        _alert(decision.broken, at)
    timeline.record(ticket, act, {}, at)
    return ticket


def _alert(broken: Iterable[RoutingRule], at: datetime) -> None:
    """Tells those who configure the desk which rules cannot be read, once a day; nothing of the ticket."""
    on = timezone.localdate(at)
    rules = sorted(broken, key=lambda rule: rule.rank)
    numbers = "-".join(str(rule.pk) for rule in rules)
    for admin in access.functional_admins(on):
        if admin.email:
            letter = letters.rule_broken([rule.name for rule in rules])
            dedupe_key = f"rule_broken:{numbers}:{admin.pk}:{on}"
            delivery.enqueue(letter, to=admin.email, about="", dedupe_key=dedupe_key, at=at)


def _topic_line(category: Category, question: Question) -> str:
    """Category and form, as a list shows them; the line of a follow-up is the one it had."""
    if question.origin == Ticket.Origin.FOLLOW_UP:
        return question.topic_line
    return f"{category.name} · {question.topic_line}"[:200]


def _fresh_reference() -> str:
    prefix = places.region().reference_prefix
    while True:
        reference = references.new(prefix, secrets.SystemRandom())
        if not Ticket.objects.filter(reference=reference).exists():
            return reference


def born_of_forms(before: datetime) -> QuerySet[Ticket]:
    """Tickets that came from a form before a moment and still hold their personal data; for the watchdog."""
    return Ticket.objects.filter(origin=Ticket.Origin.FORM, anonymised_at=None, received_at__lt=before)


def without_receipt(before: datetime) -> list[str]:
    """References of tickets from forms whose sender has an address but no receipt on its way; at most twenty."""
    receipt = Delivery.objects.filter(dedupe_key=Concat(Value("receipt:"), Cast(OuterRef("pk"), CharField())))
    sender = TicketContact.objects.filter(ticket=OuterRef("pk"), role="sender").exclude(email="")
    found = born_of_forms(before).filter(Exists(sender), ~Exists(receipt))
    return list(found.values_list("reference", flat=True)[:20])


def confirmation_of(ticket: Ticket) -> str:
    """How far the sender's e-mail address is: `asked`, `confirmed`, empty when nobody asked. At most one query."""
    return confirming.step_of(ticket)


def confirmations(tickets: Iterable[int]) -> dict[int, str]:
    """The same of many, by key of the ticket; who was not asked is not in it. One query."""
    return confirming.steps(tickets)
