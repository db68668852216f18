"""What every test can ask for."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from wagtail.models import Collection, Locale, Page

from home.history import Actor, acting
from tests import asking
from tests.cast import desk
from tests.regions import waterdam
from tests.standing import STANDS
from tickets.models import Ticket

__all__ = ["desk"]


@pytest.fixture
def roots(db: None) -> None:
    """What migrations make, for when another test with real transactions has emptied all tables."""
    with acting(Actor("toets"), via="command"):
        language, _made = Locale.objects.get_or_create(language_code="nl")
    if Page.get_first_root_node() is None:
        Page.add_root(title="Root", slug="root", locale=language)
    if Collection.get_first_root_node() is None:
        Collection.add_root(name="Root")


@pytest.fixture
def settled(desk: Ticket) -> Ticket:
    """The desk, with the postcodes and the form of tests/asking.py; the ticket."""
    if "settled" not in STANDS:
        asking.settle()
    return desk


@pytest.fixture
def waterdam_region(db: None) -> None:
    """The invented region with its pages (tests/regions/waterdam)."""
    if "waterdam_region" not in STANDS:
        waterdam.load()


@pytest.fixture
def private_files(settings: Any, tmp_path: Path) -> Path:
    """Where the private files of one test are kept, with the options that the portal runs with."""
    usual = settings.STORAGES["private"]
    own = {**usual, "OPTIONS": {**usual["OPTIONS"], "location": tmp_path / "private"}}
    settings.STORAGES = {**settings.STORAGES, "private": own}
    return tmp_path / "private"


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_blocker: Any, django_db_modify_db_settings: None
) -> Iterator[None]:
    """The test database of this process: a copy of the migrated one where there is one (tests/template.py)."""
    from django.test.utils import setup_databases, teardown_databases

    from tests import template

    with django_db_blocker.unblock(), template.locked():
        copied = template.copy()
        made = setup_databases(verbosity=0, interactive=False, keepdb=copied)
        if not copied:
            template.keep()
    yield
    with django_db_blocker.unblock():
        teardown_databases(made, verbosity=0)
