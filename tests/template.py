"""The migrated test database is made once and copied after that: most of a short test run would be migrations.

The copy is migrated again, so that what Django does after migrating is done, and what is new is added. A template
belongs to the migrations as they are written and to the packages that bring others.
"""

import fcntl
import hashlib
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

ROOT = Path(__file__).resolve().parents[1]
BUILD = ROOT / "build"
OURS = ("portal", "forms_app", "tickets", "home")


def key() -> str:
    """Which template this run can use."""
    digest = hashlib.sha256()
    files = [path for app in OURS for path in sorted((ROOT / app).glob("migrations/*.py"))]
    for path in [ROOT / "requirements-dev.txt", *files]:
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:16]


@contextmanager
def locked() -> Iterator[None]:
    """One process makes a template; the others wait for it and copy."""
    BUILD.mkdir(exist_ok=True)
    with (BUILD / f"template-{connection.vendor}.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def copy() -> bool:
    """Makes the test database of this process from the template; False when there is none yet."""
    return _copy_sqlite() if connection.vendor == "sqlite" else _copy_postgres()


def keep() -> None:
    """Keeps the migrated database of this process, in which no test has run yet, as the template."""
    if connection.vendor == "sqlite":
        for old in BUILD.glob("template-*.sqlite3"):
            old.unlink()
        fresh = BUILD / f"fresh-{key()}.sqlite3"
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(fresh)])
        fresh.rename(file())
        return
    name = connection.settings_dict["NAME"]
    connection.close_pool()
    connection.close()
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE 'portal_template_%%'")
        for (old,) in cursor.fetchall():
            cursor.execute(f'DROP DATABASE "{old}"')
        cursor.execute(f'CREATE DATABASE "{name_of_template()}" TEMPLATE "{name}"')


def _copy_sqlite() -> bool:
    place = Path(connection.creation._get_test_db_name())
    for old in place.parent.glob(f"{place.name}*"):
        old.unlink()
    if not file().exists():
        return False
    shutil.copyfile(file(), place)
    with sqlite3.connect(place) as copied:
        assert copied.execute("PRAGMA quick_check").fetchone() == ("ok",)
    return True


def _copy_postgres() -> bool:
    name = connection.creation._get_test_db_name()
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name_of_template()])
        if cursor.fetchone() is None:
            return False
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{name_of_template()}"')
    return True


def file() -> Path:
    """The template on SQLite."""
    return BUILD / f"template-{key()}.sqlite3"


def name_of_template() -> str:
    """The template on PostgreSQL."""
    return f"portal_template_{key()}"
