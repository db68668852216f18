"""Pages go online and offline at their moment."""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page, Revision

log = logging.getLogger(__name__)
PAGE_RIGHTS = ("add_page", "change_page", "publish_page", "lock_page", "unlock_page")
PICTURE_RIGHTS = ("add_image", "change_image", "choose_image")


def let_publish(group: Group) -> None:
    """Lets a group write and put online the pages of every language, with pictures; a second time changes nothing."""
    root = Page.get_first_root_node()
    for right in Permission.objects.filter(content_type__app_label="wagtailcore", codename__in=PAGE_RIGHTS):
        GroupPagePermission.objects.get_or_create(group=group, page=root, permission=right)
    let_pick_pictures(group)


def let_pick_pictures(group: Group) -> None:
    """Lets a group use the pictures of the library and add to it; a second time changes nothing."""
    collection = Collection.get_first_root_node()
    for right in Permission.objects.filter(content_type__app_label="wagtailimages", codename__in=PICTURE_RIGHTS):
        GroupCollectionPermission.objects.get_or_create(group=group, collection=collection, permission=right)


def publish_due(at: datetime) -> int:
    """Publishes pages whose moment has come, and takes pages offline whose end has come; how many changed.

    Each in a transaction of its own: a page that fails stops no other, stands in the log, and is tried again.
    """
    ended = Page.objects.filter(live=True, expire_at__lte=at).order_by("expire_at").specific()
    due = Revision.page_revisions.filter(approved_go_live_at__lte=at).order_by("approved_go_live_at", "pk")
    return sum(_tried(_end, page) for page in list(ended)) + sum(_tried(_publish, row) for row in list(due))


def _tried(act: Callable[[Any], None], row: Page | Revision) -> bool:
    try:
        with transaction.atomic():
            act(row)
    except Exception:
        log.exception("%s %s is not published", type(row).__name__.lower(), row.pk)
        return False
    return True


def _publish(revision: Revision) -> None:
    revision.publish(log_action="wagtail.publish.scheduled")


def _end(page: Page) -> None:
    page.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
