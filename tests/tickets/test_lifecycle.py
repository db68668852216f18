"""Every act in every state, by the act and by its address: allowed or refused as the one table says."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from home.history import recorded
from home.models import User
from home.refusals import Refused
from tests.cast import person
from tests.tickets.every_act import brought_to, do, posted, signed_in, typed
from tickets import access, lifecycle, states
from tickets.models import Membership, Message, Team, Ticket, TicketEvent
from tickets.staff.handling import HANDLINGS
from tickets.states import MOVES, Act, State

ARROWS = {
    ("new", "open"): {"take", "assign"},
    ("new", "waiting_sender"): {"ask"},
    ("new", "forwarded"): {"forward"},
    ("new", "done"): {"close"},
    ("new", "rejected"): {"reject"},
    ("open", "waiting_sender"): {"ask"},
    ("open", "forwarded"): {"forward"},
    ("open", "done"): {"close"},
    ("waiting_sender", "open"): {"resume"},
    ("waiting_sender", "forwarded"): {"forward"},
    ("waiting_sender", "done"): {"close"},
    ("waiting_third", "open"): {"resume"},
    ("waiting_third", "forwarded"): {"forward"},
    ("waiting_third", "done"): {"close"},
    ("forwarded", "open"): {"reopen"},
    ("done", "open"): {"reopen"},
    ("rejected", "new"): {"undo_reject"},
}
"""Every pair of states between which a person's act leads; the other 47 of the 64 are no way at all."""


@pytest.fixture
def els(desk: Ticket) -> User:
    """The coordinator of the municipality that has the ticket, who may do every act; the team has a handler too."""
    person("handler GM9001")
    found = person("coordinator GM9001")
    assert found is not None
    return found


def test_by_the_acts_a_state_changes_along_the_arrows_of_the_table_and_no_other(desk: Ticket, els: User) -> None:
    words, walked, refused = typed(), {}, set()
    for act in HANDLINGS:
        for state in State:
            with transaction.atomic():
                brought_to(desk, state)
                ticket = access.get_visible(els, desk.reference)
                hidden, said = access.refusal(els, act, ticket), None
                try:
                    do(act, ticket, els, words[act]())
                except Refused as refusal:
                    said = refusal.code
                after = Ticket.objects.get(pk=desk.pk).state
                if said is None:
                    assert (hidden, after) == (None, MOVES[act].after(state))
                else:
                    assert hidden is not None
                    assert (said, hidden.code, after) == ("not_now", "not_now", state)
                    refused.add((act, state))
                if after != state:
                    walked.setdefault((str(state), after), set()).add(str(act))
                transaction.set_rollback(True)
    assert walked == ARROWS
    assert refused == {(act, state) for act in HANDLINGS for state in State if state not in MOVES[act].origins}
    assert {pair: {str(act) for act in acts} for pair, acts in states.arrows().items()} == ARROWS


def test_by_the_addresses_a_state_changes_along_the_same_arrows(desk: Ticket, els: User) -> None:
    words, client, walked = typed(), signed_in(els), {}
    for act in HANDLINGS:
        for state in State:
            with transaction.atomic():
                ticket = brought_to(desk, state)
                events = TicketEvent.objects.count()
                # What a form does not ask is not read: nobody types a state.
                forged = {"state": "done", f"{act}-state": "done", "outcome": "solved"}
                answer = client.post(f"/admin/desk/{desk.reference}/{act}/", forged | posted(act, ticket, words[act]()))
                after = Ticket.objects.get(pk=desk.pk).state
                if state in MOVES[act].origins:
                    assert (answer.status_code, after) == (302, MOVES[act].after(state)), (act, state)
                else:
                    assert (answer.status_code, after) == (409, state), (act, state)
                    assert TicketEvent.objects.count() == events
                if after != state:
                    walked.setdefault((str(state), after), set()).add(str(act))
                transaction.set_rollback(True)
    assert walked == ARROWS


def test_no_form_asks_for_a_state(desk: Ticket, els: User) -> None:
    fields = {name for act, row in HANDLINGS.items() for name in row.form(ticket=desk, user=els, prefix=act).fields}
    assert "state" not in fields
    assert {"text", "reason", "outcome", "to"} <= fields


DEMANDED = {
    Act.REPLY: ["text"],
    Act.ASK: ["text", "wake_on"],
    Act.NOTE: ["text"],
    Act.CONSULT: ["to", "text"],
    Act.REFER: ["to", "reason"],
    Act.CLOSE: ["outcome", "text"],
    Act.TRANSFER: ["to", "reason", "note"],
    Act.FORWARD: ["to", "reason"],
    Act.RESUME: ["reason"],
    Act.REOPEN: ["reason"],
    Act.RECATEGORISE: ["to", "reason"],
    Act.SET_URGENCY: ["to", "reason"],
    Act.SNOOZE: ["wake_on"],
    Act.TREAT_AS_OBJECTION: ["reason"],
    Act.TREAT_AS_COMPLAINT: ["reason"],
    Act.REJECT: ["reason"],
    Act.UNDO_REJECT: ["reason"],
}


@pytest.mark.parametrize("empty", ["", "   "])
def test_what_an_act_demands_is_asked_and_what_was_typed_stays(desk: Ticket, els: User, empty: str) -> None:
    words, client = typed(), signed_in(els)
    for act, demanded in DEMANDED.items():
        ticket = brought_to(desk, min(MOVES[act].origins, key=list(State).index))
        events = TicketEvent.objects.count()
        for name in demanded:
            given = {**words[act](), name: empty}
            answer = client.post(f"/admin/desk/{desk.reference}/{act}/", posted(act, ticket, given))
            body = answer.content.decode()
            assert answer.status_code == 200, (act, name)
            assert "desk-error" in body, (act, name)
            assert TicketEvent.objects.count() == events, (act, name)
            for kept in (value for key, value in given.items() if key in ("text", "note", "reason") and value.strip()):
                assert kept in body, (act, name, kept)


def test_an_act_that_takes_no_words_needs_none(desk: Ticket) -> None:
    assert set(HANDLINGS) - set(DEMANDED) == {Act.TAKE, Act.ASSIGN, Act.READ, Act.SECOND}


def test_every_act_tells_who_did_it_through_which_door_and_why(desk: Ticket, els: User) -> None:
    words, client = typed(), signed_in(els)
    for act in HANDLINGS:
        with transaction.atomic():
            ticket = brought_to(desk, min(MOVES[act].origins, key=list(State).index))
            client.post(f"/admin/desk/{desk.reference}/{act}/", posted(act, ticket, words[act]()))
            event = TicketEvent.objects.filter(ticket=desk).order_by("-seq").first()
            row = Ticket.history.filter(id=desk.pk).order_by("-seq").first()
            assert event is not None
            assert (event.act, event.user, event.via) == (act, els, "web")
            assert event.actor_label == els.get_username()
            assert len(event.request_id) == 16
            assert (row.act_key, row.history_user, row.via) == (event.act_key, els, "web")
            assert row.digest in event.row_digests
            given = words[act]()
            why = given.get("note", "") if act is Act.TRANSFER else given.get("reason", "")
            if act is Act.CONSULT:
                why = given["text"]
            assert event.reason == why == row.history_change_reason, act
            transaction.set_rollback(True)


def test_who_may_not_close_is_refused_with_the_name_of_the_team(desk: Ticket) -> None:
    reader = person("reader GM9001")
    assert reader is not None
    ticket = access.get_visible(reader, desk.reference)
    with pytest.raises(Refused) as refused:
        lifecycle.close(ticket, outcome="answered", by=reader, at=timezone.now(), expected=ticket.lock_version)
    assert (refused.value.code, refused.value.data) == ("not_yours", {"team": "Loket"})


def test_a_reader_does_no_act_by_its_address(desk: Ticket) -> None:
    person("handler GM9001")
    client, words = signed_in(person("reader GM9001")), typed()
    events, messages = TicketEvent.objects.count(), Message.objects.count()
    for act in HANDLINGS:
        answer = client.post(f"/admin/desk/{desk.reference}/{act}/", posted(act, desk, words[act]()))
        assert answer.status_code == 409, act
    assert client.post(f"/admin/desk/{desk.reference}/contact/").status_code == 404
    assert (TicketEvent.objects.count(), Message.objects.count()) == (events, messages)


def test_a_rejection_is_undone_by_a_coordinator_within_thirty_days(desk: Ticket, els: User) -> None:
    brought_to(desk, State.REJECTED)
    ticket = access.get_visible(els, desk.reference)
    assert ticket.closed_at is not None
    late = ticket.closed_at + timedelta(days=30, seconds=1)
    with pytest.raises(Refused) as refused:
        lifecycle.undo_reject(ticket, reason="Echt", by=els, at=late, expected=ticket.lock_version)
    assert (refused.value.code, refused.value.data) == ("too_late", {"days": 30})

    ticket = access.get_visible(els, desk.reference)
    just = ticket.closed_at + timedelta(days=30)  # type: ignore[operator]
    lifecycle.undo_reject(ticket, reason="Echt", by=els, at=just, expected=ticket.lock_version)
    assert Ticket.objects.get(pk=desk.pk).state == "new"

    handler = User.objects.get(username="handler-gm9001")
    assert Act.UNDO_REJECT not in access.acts_of(handler, desk)


def test_a_handler_assigns_inside_the_team_and_a_coordinator_also_to_coordinators_there(
    desk: Ticket, els: User
) -> None:
    handler, today = User.objects.get(username="handler-gm9001"), timezone.localdate()
    elsewhere, other = person("handler GM9002"), User(username="other-coordinator")
    with recorded("toets"):
        other.save()
        intake = Team.objects.get(municipality__code="GM9001", name="Intake")
        Membership(user=other, team=intake, role="coordinator", valid_from=today).save()
    assert list(access.assignable(desk, handler, today)) == [els.pk, handler.pk]
    assert list(access.assignable(desk, els, today)) == [els.pk, handler.pk, other.pk]
    ticket = access.get_visible(els, desk.reference)
    lifecycle.assign(ticket, to=other, by=els, at=timezone.now(), expected=ticket.lock_version)
    for wrong in (elsewhere, person("reader GM9001")):
        ticket = access.get_visible(els, desk.reference)
        with pytest.raises(Refused, match="not_a_member"):
            lifecycle.assign(ticket, to=wrong, by=els, at=timezone.now(), expected=ticket.lock_version)


def test_waking_goes_on_when_somebody_acts_on_a_ticket_at_that_moment(
    desk: Ticket, els: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    brought_to(desk, State.WAITING_SENDER)
    late = timezone.now() + timedelta(days=9)

    def stale(*args: object, **kwargs: object) -> None:
        raise Refused("stale", changed_by="Mo")

    with monkeypatch.context() as patched:
        patched.setattr(lifecycle, "resume", stale)
        assert lifecycle.wake(late) == 0
    assert Ticket.objects.get(pk=desk.pk).state == "waiting_sender"
    assert lifecycle.wake(late) == 1
