"""One real portal for all promises that are tried through its server."""

import os
import secrets
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.live import Portal


@pytest.fixture(scope="session")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """The demo region on the engine of this run, with two web processes."""
    place: Path = tmp_path_factory.mktemp("portal")
    with fresh_database() as url:
        running = Portal(place, url).prepare().start("web")
        yield running
        running.stop()


class fresh_database:  # noqa: N801  used as a context manager
    """The address of an empty PostgreSQL database that is dropped afterwards; empty on SQLite."""

    def __enter__(self) -> str:
        self.server = os.environ.get("DATABASE_URL", "") if os.environ["TEST_ENGINE"] == "postgres" else ""
        self.name = f"live_{secrets.token_hex(4)}"
        if not self.server:
            return ""
        with psycopg.connect(self.server, autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{self.name}"')
        from urllib.parse import urlsplit, urlunsplit

        return urlunsplit(urlsplit(self.server)._replace(path=f"/{self.name}"))

    def __exit__(self, *error: object) -> None:
        if self.server:
            with psycopg.connect(self.server, autocommit=True) as connection:
                connection.execute(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')
