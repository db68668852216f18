"""Regions that are loaded once for all tests of a module."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from home.models import Municipality
from portal import loading

Loaded = Callable[[str], AbstractContextManager[Municipality]]


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Loaded:
    """Loads a region, its folder alone, for as long as the context lasts; each test still undoes what it does."""

    @contextmanager
    def load(name: str) -> Iterator[Municipality]:
        with django_db_blocker.unblock(), transaction.atomic():
            yield loading.load(loading.folder(name))
            transaction.set_rollback(True)

    return load


@pytest.fixture(scope="module")
def demo(loaded: Loaded) -> Iterator[Municipality]:
    """The demo region, whole."""
    with loaded("demo") as region:
        yield region
