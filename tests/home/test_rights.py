import pytest
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import GroupPagePermission, Locale, Page

from home.history import Act, NoActor, actor
from home.models import RightsEvent, User

pytestmark = pytest.mark.django_db


def events() -> list[tuple[str, str, object, object]]:
    """What was recorded, oldest first."""
    return list(RightsEvent.objects.order_by("id").values_list("what", "action", "before", "after"))


def permission() -> Permission:
    return Permission.objects.get(codename="change_calendar")


def test_a_group_that_a_person_gets_or_loses_is_on_record(petra: Act) -> None:
    group, user = Group.objects.create(name="Balie"), User.objects.create_user("mo")
    user.groups.add(group)
    user.groups.add(group)
    user.groups.set([])
    what = f"home.user:{user.pk}"
    assert events()[1:] == [(what, "add group", [], ["Balie"]), (what, "remove group", ["Balie"], [])]


def test_the_same_is_on_record_from_the_side_of_the_group(petra: Act) -> None:
    group, user = Group.objects.create(name="Balie"), User.objects.create_user("mo")
    group.user_set.add(user)
    group.user_set.clear()
    what, key = f"auth.group:{group.pk}", str(user.pk)
    assert events()[1:] == [(what, "add user", [], [key]), (what, "clear user", [key], [])]


def test_a_permission_of_a_group_or_a_person_is_on_record(petra: Act) -> None:
    group, user = Group.objects.create(name="Balie"), User.objects.create_user("mo")
    for holder in (group.permissions, user.user_permissions):
        holder.add(permission())
    after = ["change_calendar.home.calendar"]
    assert events()[1:] == [
        (f"auth.group:{group.pk}", "add permission", [], after),
        (f"home.user:{user.pk}", "add permission", [], after),
    ]


def test_a_group_that_goes_leaves_what_it_held(petra: Act) -> None:
    group, user = Group.objects.create(name="Balie"), User.objects.create_user("mo")
    group.permissions.add(permission())
    user.groups.add(group)
    key = group.pk
    group.delete()
    held = {"id": key, "name": "Balie", "permissions": ["change_calendar.home.calendar"], "users": [str(user.pk)]}
    assert events()[-1] == (f"auth.group:{key}", "delete", held, None)


def test_a_permission_on_pages_is_on_record(petra: Act) -> None:
    group = Group.objects.create(name="Redactie")
    page = Page.add_root(title="x", slug="x", locale=Locale.objects.get_or_create(language_code="nl")[0])
    right = GroupPagePermission.objects.create(
        group=group, page=page, permission=Permission.objects.get(codename="publish_page")
    )
    what, action, before, after = events()[-1]
    assert (what, action, before) == (f"wagtailcore.grouppagepermission:{right.pk}", "add", None)
    assert after == {"id": right.pk, "group_id": group.pk, "page_id": page.pk, "permission_id": right.permission_id}


def test_an_unchanged_save_leaves_nothing(petra: Act) -> None:
    locale = Locale.objects.create(language_code="ar")
    locale.save()
    assert [(what, action) for what, action, *_ in events()] == [(f"wagtailcore.locale:{locale.pk}", "add")]


def test_an_event_tells_who_did_it(petra: Act) -> None:
    Group.objects.create(name="Balie")
    event = RightsEvent.objects.get()
    assert (event.actor_label, event.via, event.request_id, event.act_key) == (
        "Petra (Gorinchem)",
        "web",
        "r1",
        petra.act_key,
    )


def test_no_right_changes_when_nobody_acts(petra: Act) -> None:
    group, user = Group.objects.create(name="Balie"), User.objects.create_user("mo")
    actor._current.set(None)
    for change in (
        lambda: Group.objects.create(name="x"),
        group.delete,
        lambda: user.groups.add(group),
        lambda: group.permissions.add(permission()),
    ):
        with pytest.raises(NoActor), transaction.atomic():
            change()
    assert (Group.objects.filter(name__in=["x", "Balie"]).count(), user.groups.count()) == (1, 0)
