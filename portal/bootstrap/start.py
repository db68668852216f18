"""`make run`: checks what a person can get wrong, prepares, then becomes the process manager."""

import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from portal import environment

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
NEEDED_BYTES = 300_000_000


class Wrong(Exception):
    """Something a person must put right; the message is one sentence that says what and how."""


def main() -> None:
    """Starts the portal; DEMO=1 unless DEMO is set.

    :raises SystemExit: with one sentence, when something is wrong.
    """
    os.environ.setdefault("DEMO", "1")
    try:
        settings = environment.load()
        data_dir = ROOT / Path(str(settings["DATA_DIR"])).expanduser()
        host = os.environ.get("HOST") or "127.0.0.1"
        _check_data_dir(data_dir)
        _check_port(host, int(str(settings["PORT"])))
        _check_database(str(settings["DATABASE_URL"]))
        _prepare(data_dir)
    except (Wrong, environment.BadEnvironment) as wrong:
        sys.exit(f"Not started: {wrong}")
    except KeyboardInterrupt:
        sys.exit(130)
    print(_welcome(settings, data_dir / "accounts.json"), flush=True)
    os.chdir(ROOT)
    os.execve(BIN / "honcho", ["honcho", "--env", os.devnull, "start"], _environment(settings))


def _check_data_dir(place: Path) -> None:
    try:
        place.mkdir(parents=True, exist_ok=True)
        probe = place / f".probe.{os.getpid()}"
        probe.write_bytes(b"0" * 4096)
        probe.unlink()
    except OSError as error:
        raise Wrong(f"DATA_DIR={place} cannot be written to ({error.strerror}): choose another directory.") from error
    free = shutil.disk_usage(place).free
    if free < NEEDED_BYTES:
        raise Wrong(f"The disk is full: {NEEDED_BYTES // 10**6} MB are needed in {place}, {free // 10**6} MB are free.")


def _check_port(host: str, port: int) -> None:
    if not 0 < port < 65536:
        raise Wrong(f"PORT={port}: use a number from 1 to 65535.")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError as error:
            raise Wrong(f"PORT={port} is only for root: choose a number above 1023.") from error
        except OSError as error:
            raise Wrong(
                f"port {port} of {host} is in use or not ours ({error.strerror}): "
                f"stop what listens there, or choose another: PORT={port + 1} make run."
            ) from error


def _check_database(url: str) -> None:
    """A PostgreSQL server that does not answer is found here: Django's pool would try for half a minute."""
    scheme = url.partition("://")[0]
    if not url or scheme == "sqlite":
        return
    if scheme not in ("postgres", "postgresql"):
        raise Wrong("DATABASE_URL: use postgres://user:password@host/name, or leave it empty for SQLite.")
    import psycopg  # noqa: PLC0415  an installation on SQLite need not wait for it

    try:
        psycopg.connect(url, connect_timeout=5).close()
    except psycopg.Error as error:
        reason = " ".join(str(error).split())
        raise Wrong(f"DATABASE_URL: the database does not answer ({reason}).") from error


def _prepare(data_dir: Path) -> None:
    command = [sys.executable, str(ROOT / "manage.py"), "prepare"]
    done = subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        log = data_dir / "start.log"
        log.write_text(done.stderr)
        raise Wrong(f"{_last_sentence(done.stderr)} (All that was said is in {log}.)")


def _last_sentence(said: str) -> str:
    """What a failed command said last, without the name of the exception."""
    lines = [line for line in said.splitlines() if line.strip()] or ["manage.py prepare failed."]
    found = [line for line in lines if line.startswith("CommandError: ")] or lines[-1:]
    name, colon, text = found[0].partition(": ")
    return text if colon and " " not in name else found[0]


def _welcome(settings: Mapping[str, object], accounts: Path) -> str:
    address = str(settings["BASE_URL"] or f"http://localhost:{settings['PORT']}").rstrip("/")
    lines = ["", f"Korte Lijnen: {address}/   desk and pages: {address}/admin/   Ctrl-C stops it.", ""]
    if settings["DEMO"] and accounts.exists():
        lines += [f"Demo accounts (made on this machine, kept in {accounts}):", *_table(accounts), ""]
    return "\n".join(lines)


def _table(accounts: Path) -> list[str]:
    rows: list[dict[str, Any]] = json.loads(accounts.read_text())["accounts"]
    return [
        f"  {row['username']:<16} {row['password']:<16} {row['role']} {row.get('team', '')}".rstrip() for row in rows
    ]


def _environment(settings: Mapping[str, object]) -> dict[str, str]:
    """What the Procfile reads, with the defaults filled in."""
    plain = {name: str(settings[name]) for name in ("PORT", "WEB_PROCESSES", "WEB_THREADS")}
    return {**os.environ, **plain, "PATH": f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}", "PYTHONUNBUFFERED": "1"}


if __name__ == "__main__":
    main()
