"""Portals that are installed: the first one by `manage.py prepare`, as `make run` does it, the others are copies of it.

Installing takes half a minute, most of it for migrations, the demo region and packing static files. An installation
belongs to the code it was made by: every file of the apps counts.
"""

import fcntl
import hashlib
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

from tests import template
from tests.live import HERE, Portal

OF_THE_PORTAL = ("portal", "forms_app", "tickets", "home", "templates", "locale", "requirements.txt", "Procfile")
BUILD = HERE / "build"
ENGINES = ("sqlite", "postgres")


@contextmanager
def installation(place: Path) -> Iterator[Portal]:
    """An installed portal with the demo region, not started; it is stopped and removed afterwards."""
    portal = Portal(place, address_of(f"live_{secrets.token_hex(4)}"))
    with _locked():
        original = _original()
        shutil.copytree(original, place, copy_function=_copied, dirs_exist_ok=True)
        if portal.database_url:
            _create(portal.database_url, (original / "database.txt").read_text())
    portal.change(f"UPDATE wagtailcore_site SET port = {portal.port}")
    try:
        yield portal
    finally:
        portal.stop()
        if portal.database_url:
            _drop(portal.database_url)


@contextmanager
def migrated(place: Path) -> Iterator[Portal]:
    """A portal whose tables are made and whose static files are packed, and nothing more."""
    portal = Portal(place, address_of(f"live_{secrets.token_hex(4)}"))
    with _locked():
        shutil.copytree(_original() / "static", place / "static", copy_function=_linked)
    with template.locked():
        _copy_tables(portal)
    try:
        yield portal
    finally:
        portal.stop()
        if portal.database_url:
            _drop(portal.database_url)


def _engine() -> str:
    return os.environ["TEST_ENGINE"]


def address_of(name: str) -> str:
    """Of a database of this name on the server of this run; empty on SQLite."""
    server = os.environ.get("DATABASE_URL", "") if _engine() == "postgres" else ""
    return urlunsplit(urlsplit(server)._replace(path=f"/{name}")) if server else ""


@contextmanager
def _locked() -> Iterator[None]:
    """One process installs; the others wait for it and copy."""
    BUILD.mkdir(exist_ok=True)
    with (BUILD / "installed.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def _key() -> str:
    digest = hashlib.sha256()
    for name in OF_THE_PORTAL:
        files = [HERE / name] if (HERE / name).is_file() else sorted((HERE / name).rglob("*"))
        for file in files:
            if file.is_file() and "__pycache__" not in file.parts:
                digest.update(f"{file.relative_to(HERE)}\0".encode() + hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()[:16]


def _original() -> Path:
    """The directory of the installation that is copied; made when there is none for this code."""
    key = _key()
    original = BUILD / f"installed-{_engine()}-{key}"
    if original.exists() and (not address_of("") or _exists((original / "database.txt").read_text())):
        return original
    for old in BUILD.glob(f"installed-{_engine()}-*"):
        if address_of(""):
            _drop(address_of((old / "database.txt").read_text()))
        shutil.rmtree(old)
    fresh = BUILD / f"installing-{_engine()}"
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir()
    for other in ENGINES:
        static = BUILD / f"installed-{other}-{key}" / "static"
        if static.exists():
            shutil.copytree(static, fresh / "static", copy_function=_linked)
    name = f"installed_{secrets.token_hex(4)}"
    portal = Portal(fresh, address_of(name))
    with template.locked():
        _copy_tables(portal)
    portal.manage("prepare")
    if portal.database_url:
        (fresh / "database.txt").write_text(name)
    fresh.rename(original)
    return original


def _copy_tables(portal: Portal) -> None:
    """The migrated tables of the tests where there are some; else an empty database."""
    if portal.database_url:
        _create(portal.database_url, template.name_of_template() if _exists(template.name_of_template()) else "")
    elif template.file().exists():
        shutil.copyfile(template.file(), portal.data_dir / "db.sqlite3")


def _copied(source: str, target: str) -> None:
    (_linked if "/static/" in source else shutil.copy2)(source, target)


def _linked(source: str, target: str) -> None:
    """Static files never change and are many: they are not written again where the file system allows it."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def _create(address: str, original: str = "") -> None:
    of = f' TEMPLATE "{original}"' if original else ""
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{urlsplit(address).path[1:]}"{of}')


def _drop(address: str) -> None:
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
        server.execute(f'DROP DATABASE IF EXISTS "{urlsplit(address).path[1:]}" WITH (FORCE)')


def _exists(name: str) -> bool:
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
        return server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is not None
