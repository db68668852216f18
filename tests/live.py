"""The portal as it runs: a fresh data directory, the demo region, the real server with two processes."""

import http.cookiejar
import json
import os
import re
import secrets
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
import psycopg

HERE = Path(__file__).resolve().parents[1]
PYTHON = sys.executable
FORM = "stel-uw-vraag"


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        return int(server.getsockname()[1])


def command(name: str) -> str:
    """What the Procfile starts under this name; the worker looks more often than once in two seconds."""
    lines = (HERE / "Procfile").read_text(encoding="utf-8").splitlines()
    line = next(line.removeprefix(f"{name}: ") for line in lines if line.startswith(f"{name}: "))
    return f"{line} --pause 0.2" if name == "worker" else line


@dataclass
class Portal:
    """One installation; `database_url` empty is SQLite in its directory."""

    data_dir: Path
    database_url: str = ""
    port: int = field(default_factory=free_port)
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    more: dict[str, str] = field(default_factory=dict)

    @property
    def address(self) -> str:
        """Where a browser finds it."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        """What its processes read."""
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "XDG_RUNTIME_DIR", "LANG") if name in os.environ}
        own = {"DATA_DIR": str(self.data_dir), "DATABASE_URL": self.database_url, "DEMO": "1", "PORT": str(self.port)}
        own["FORM_FASTEST_SECONDS"] = "0"  # the programs that visit it fill in forms faster than people
        settings = {"DJANGO_SETTINGS_MODULE": "portal.settings.production", "BASE_URL": self.address}
        return kept | own | settings | self.more

    def manage(self, *words: str) -> str:
        """Runs a command; what it printed."""
        done = subprocess.run(
            [PYTHON, "manage.py", *words], cwd=HERE, env=self.environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def prepare(self) -> "Portal":
        """Tables, demo region, static files."""
        self.manage("migrate", "-v0")
        self.manage("createcachetable")
        self.manage("demo")
        self.manage("collectstatic", "--noinput", "-v0")
        return self

    def start(self, *names: str) -> "Portal":
        """Starts what is asked (web, worker, clock) as the Procfile says, and waits until the web answers."""
        path = f"{Path(PYTHON).parent}{os.pathsep}{os.environ.get('PATH', '')}"
        for name in names or ("web",):
            with (self.data_dir / f"{name}.log").open("ab") as log:
                self.processes[name] = subprocess.Popen(
                    ["sh", "-c", command(name)],
                    cwd=HERE,
                    env={**self.environment, "PATH": path},
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                )
        if "web" in (names or ("web",)):
            self._wait()
        return self

    def kill(self, name: str) -> None:
        """kill -9 of a process with all its children."""
        process = self.processes.pop(name, None)
        if process is not None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def web_processes(self) -> list[int]:
        """The processes that answer, below the one that keeps them running; the oldest first.

        Who kills two soon after each other takes the older: a young one that dies is a server that cannot start.
        """
        children = psutil.Process(self.processes["web"].pid).children()
        return [child.pid for child in sorted(children, key=lambda child: child.create_time())]

    def stop(self) -> None:
        """Ends everything."""
        for name in list(self.processes):
            self.kill(name)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """What the database says, asked beside the portal: no act, no ORM. Values stand in the query itself."""
        with self.database() as database:
            return list(database.execute(query).fetchall())

    def change(self, statement: str) -> None:
        """Writes in the database, as nobody does but a test that lets time pass."""
        with self.database() as database:
            database.execute(statement)

    @contextmanager
    def database(self) -> Iterator[Any]:
        """A connection of our own to its database; what was done is committed."""
        opened: Any = (
            psycopg.connect(self.database_url, prepare_threshold=None)
            if self.database_url
            else sqlite3.connect(self.data_dir / "db.sqlite3", timeout=30)
        )
        with closing(opened), opened:
            yield opened

    def account(self, username: str) -> str:
        """The password of a demo account."""
        rows = json.loads((self.data_dir / "accounts.json").read_text())["accounts"]
        return str(next(row["password"] for row in rows if row["username"] == username))

    def _wait(self) -> None:
        end = time.monotonic() + 40
        while time.monotonic() < end:
            try:
                with urllib.request.urlopen(f"{self.address}/livez", timeout=2) as answer:
                    if answer.status == 200:
                        return
            except OSError:
                time.sleep(0.1)
        raise AssertionError((self.data_dir / "web.log").read_text()[-2000:])


@dataclass
class Answer:
    """What a server said, after redirects."""

    status: int
    url: str
    body: str

    def hidden(self, name: str) -> str:
        """The value of a hidden input."""
        found = re.search(rf'name="{name}" value="([^"]*)"', self.body)
        return found[1].replace("&quot;", '"') if found else ""


class Visitor:
    """A browser without script: cookies, links, forms."""

    def __init__(self, portal: Portal, cookies: http.cookiejar.CookieJar | None = None) -> None:
        self.portal = portal
        self.cookies = cookies if cookies is not None else http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))
        self.csrf = ""

    def get(self, path: str) -> Answer:
        """Follows a link."""
        return self._open(urllib.request.Request(self._url(path)))

    def post(self, path: str, **fields: str | list[str]) -> Answer:
        """Sends a form, with the token of the page before."""
        typed = {"csrfmiddlewaretoken": self.csrf, **fields}
        body = urllib.parse.urlencode(typed, doseq=True).encode()
        headers = {"Referer": self._url(path)}
        return self._open(urllib.request.Request(self._url(path), data=body, headers=headers))

    def step(self, key: str, reader: str = "nl", /, **fields: str | list[str]) -> Answer:
        """Fills in one step of the question form, the second look at what it revealed included."""
        path = f"/{reader}/vraag/{FORM}/{key}/"
        page = self.get(path)
        for _look in range(3):
            marks = {"_shown": page.hidden("_shown"), "_confirmed": page.hidden("_confirmed")}
            page = self.post(path, **marks, **fields)
            if f"/{key}/" not in page.url or "controle=1" in page.url:
                break
        return page

    def fill_in(self, *, language: str = "nl", postcode: str = "4141", email: str = "", **more: str) -> Answer:
        """The whole question form up to the check page."""
        self.step("taal", language, language=language)
        self.step("voor-wie", language, for_whom="self")
        self.step("waar", language, azc="no", postcode=postcode, **more)
        self.step("onderwerp", language, topic="les", question=f"Wanneer begint mijn les? {secrets.token_hex(4)}")
        address = email or f"{secrets.token_hex(6)}@example.org"
        return self.step("contact", language, name="Samira", email=address, contact_how="email")

    def _open(self, request: urllib.request.Request) -> Answer:
        try:
            with self.opener.open(request, timeout=30) as answer:
                found = Answer(answer.status, answer.url, answer.read().decode(errors="replace"))
        except urllib.error.HTTPError as error:
            with error:
                found = Answer(error.code, error.url, error.read().decode(errors="replace"))
        self.csrf = found.hidden("csrfmiddlewaretoken") or self.csrf
        return found

    def _url(self, path: str) -> str:
        return path if path.startswith("http") else self.portal.address + path


def reference_and_code(page: Answer) -> tuple[str, str]:
    """Number and code on a receipt."""
    found = re.findall(r'<bdi dir="ltr">([A-Z0-9]+(?:-[A-Z0-9]+)+)</bdi>', page.body)
    assert len(found) >= 2, (page.status, page.url, page.body[:2000])
    return found[0], found[1]
