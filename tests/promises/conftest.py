"""One real portal for all promises that are tried through its server."""

from collections.abc import Iterator

import pytest

from tests.installed import installation
from tests.live import Portal


@pytest.fixture(scope="session", autouse=True)
def _tables_are_made_once(django_db_setup: None) -> None:
    """The first portal gets the tables of the tests: migrating twice would take longer than all promises."""


@pytest.fixture(scope="session")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """The demo region on the engine of this run, with two web processes. Nothing of it is killed."""
    with installation(tmp_path_factory.mktemp("portal")) as running:
        yield running.start("web")


@pytest.fixture
def own_portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """A portal that nobody else needs, because it is killed; not started yet."""
    with installation(tmp_path_factory.mktemp("killed")) as running:
        yield running
