"""`make run`: what can be wrong is one sentence; what starts ends together; a second start does little."""

import os
import re
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest
import yaml
from bs4 import BeautifulSoup

from tests.installed import address_of, installation, migrated
from tests.live import HERE, PYTHON, Answer, Portal, Visitor, free_port, reference_and_code

START = [PYTHON, "-m", "portal.bootstrap.start"]
OWN_WORK = 5  # seconds of processor time


@pytest.fixture(scope="module", autouse=True)
def _tables_are_made_once(django_db_setup: None) -> None:
    """The first portal gets the tables of the tests: migrating twice would take longer than everything here."""


def environment(place: Path, **more: str) -> dict[str, str]:
    """Of somebody who types `make run`."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "XDG_RUNTIME_DIR", "LANG") if name in os.environ}
    return {**kept, "DATA_DIR": str(place), "PORT": str(free_port()), **more}


def refused(place: Path, *before: str, **more: str) -> str:
    """What a start says that comes to nothing: one sentence, and an exit code that a script can see."""
    command = [*before, *START]
    done = subprocess.run(
        command, cwd=HERE, env=environment(place, **more), capture_output=True, text=True, timeout=120, check=False
    )
    said = done.stderr.strip()
    assert (done.returncode, done.stdout) == (1, ""), done
    assert said.startswith("Not started: ")
    assert said.endswith((".", ".)"))
    assert len(said.splitlines()) == 1
    return said


def test_a_port_in_use_is_said_with_another_to_choose(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        said = refused(tmp_path, PORT=str(port))
    assert f"port {port} of 127.0.0.1 is in use" in said
    assert f"PORT={port + 1} make run" in said


@pytest.mark.parametrize("port", ["0", "65536", "many"])
def test_what_is_no_port_is_said(tmp_path: Path, port: str) -> None:
    assert "PORT=" in refused(tmp_path, PORT=port)


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("mysql://root@127.0.0.1/portal", "use postgres://"),
        ("portal", "use postgres://"),
        ("postgres://portal:secret-word@127.0.0.1:1/portal", "does not answer"),
        ("sqlite:////proc/nothing/portal.sqlite3", "cannot be used"),
    ],
)
def test_a_wrong_database_is_said_and_no_password_with_it(tmp_path: Path, address: str, why: str) -> None:
    said = refused(tmp_path, DATABASE_URL=address)
    assert why in said
    assert "secret-word" not in said


def test_a_database_that_is_not_there_is_said(tmp_path: Path) -> None:
    if os.environ["TEST_ENGINE"] == "sqlite":
        place = tmp_path / "other"
        place.mkdir()
        (place / "db.sqlite3").write_text("This is not a database. " * 100)
        assert "file is not a database" in refused(place)
    else:
        assert "does not exist" in refused(tmp_path, DATABASE_URL=address_of("nowhere"))


def test_a_place_that_is_no_directory_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("taken")
    for place in (tmp_path / "file", tmp_path / "file" / "below"):
        assert f"DATA_DIR={place} cannot be written to" in refused(place)


@pytest.mark.parametrize(("mount", "why"), [("ro", "Read-only file system"), ("size=64k", "The disk is full")])
def test_a_disk_that_is_full_or_read_only_is_said(tmp_path: Path, mount: str, why: str) -> None:
    mounted = f'mount -t tmpfs -o {mount} tmpfs "$DATA_DIR" && exec "$@"'
    apart = ["unshare", "--map-root-user", "--mount", "sh", "-c", mounted, "sh"]
    tried = shutil.which("unshare") and subprocess.run(
        [*apart, "true"], env=environment(tmp_path), capture_output=True, check=False
    )
    if not tried or tried.returncode:
        pytest.skip("this machine lets nobody mount a small disk of their own")
    assert why in refused(tmp_path, *apart)


def test_ctrl_c_while_it_prepares_ends_it_without_a_word(tmp_path: Path) -> None:
    process = subprocess.Popen(
        START, cwd=HERE, env=environment(tmp_path), stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    end = time.monotonic() + 30
    while not (tmp_path / "keys").exists():  # the settings were read: the tables are next
        assert time.monotonic() < end
        time.sleep(0.05)
    os.killpg(process.pid, signal.SIGINT)
    assert process.communicate(timeout=30)[1] == ""
    assert process.returncode == 130


def test_no_password_is_in_the_repository() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=HERE, capture_output=True, text=True, check=True).stdout
    assert "accounts.json" not in listed
    for about in (HERE / "portal" / "regions").glob("*/accounts.yaml"):
        assert {key for row in yaml.safe_load(about.read_text())["accounts"] for key in row if "pass" in key} == set()


@contextmanager
def running(portal: Portal, *command: str, **more: str) -> Iterator[tuple[subprocess.Popen[str], str, float]]:
    """A start that succeeds: the process, what it said before the servers began, and how long it worked for that."""
    database = {"DATABASE_URL": portal.database_url}
    process = subprocess.Popen(
        command,
        cwd=HERE,
        env=environment(portal.data_dir, **database, PORT=str(portal.port), **more),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    try:
        said = ""
        while "Ctrl-C stops it." not in said:
            line = process.stdout.readline()
            assert line, said
            said += line
        first = psutil.Process(process.pid)
        # Of each process that lives, and in it of those below it that ended.
        work = sum(sum(one.cpu_times()[:4]) for one in (first, *first.children(recursive=True)))
        for line in process.stdout:
            said += line
            if "clock.1" in line:
                break
        portal._wait()
        yield process, said, work
    finally:
        for child in psutil.Process(process.pid).children(recursive=True) if process.poll() is None else []:
            child.kill()
        process.kill()
        process.wait()
        process.stdout.close()


def sign_in(portal: Portal, username: str, password: str) -> Visitor:
    """Somebody of the staff."""
    visitor = Visitor(portal)
    page = visitor.get("/admin/")
    page = visitor.post(page.url, login=username, password=password)
    assert (page.status, "/account/login/" in page.url) == (200, False), page.url
    return visitor


def act(visitor: Visitor, page: Answer, name: str, **typed: str) -> Answer:
    """Presses the button of an act on the page of a ticket."""
    form = BeautifulSoup(page.body, "html.parser").select_one(f"form[action$='/{name}/']")
    assert form is not None, name
    hidden = {str(row["name"]): str(row.get("value", "")) for row in form.select("input[type=hidden][name]")}
    hidden.pop("csrfmiddlewaretoken", None)
    return visitor.post(str(form["action"]), **hidden, **{f"{name}-{field}": value for field, value in typed.items()})


def test_the_way_from_a_page_to_an_answer_and_ctrl_c_ends_it_all(tmp_path: Path) -> None:
    with installation(tmp_path / "data") as portal, running(portal, "make", "run") as (process, said, work):
        assert work < OWN_WORK
        assert f"http://localhost:{portal.port}/" in said
        assert re.search(rf"vera +{re.escape(portal.account('vera'))} ", said)
        assert (portal.data_dir / "accounts.json").stat().st_mode & 0o077 == 0

        sender = Visitor(portal)
        home = BeautifulSoup(sender.get("/nl/").body, "html.parser")
        guidance = sender.get(next(str(a["href"]) for a in home.select("a[href]") if "brief van DUO" in a.get_text()))
        assert "/nl/vraag/stel-uw-vraag/" in guidance.body
        sender.fill_in(postcode="4141")
        sender.step("onderwerp", topic="brief", letter_has_date="no", question="Wat betekent deze brief?")
        reference, code = reference_and_code(sender.post("/nl/vraag/stel-uw-vraag/controle/"))

        vera = sign_in(portal, "vera", portal.account("vera"))
        petra = sign_in(portal, "petra", portal.account("petra"))
        desk = f"/admin/desk/{reference}/"
        assert petra.get(desk).status == 404
        assert reference not in petra.get("/admin/desk/").body
        assert reference in vera.get("/admin/desk/").body
        taken = act(vera, vera.get(desk), "take")
        replied = act(vera, taken, "reply", language="nl", text="Uw les begint maandag.")
        assert "Uw les begint maandag." in replied.body
        sender.get("/nl/volg/")
        assert "Uw les begint maandag." in sender.post("/nl/volg/", reference=reference, code=code).body
        letters = portal.data_dir / "outbox"
        end = time.monotonic() + 20
        while len(list(letters.glob("*.eml"))) < 2:
            assert time.monotonic() < end
            time.sleep(0.1)

        started = psutil.Process(process.pid).children(recursive=True)
        commands = " ".join(" ".join(child.cmdline()) for child in started)
        assert all(name in commands for name in ("granian", "manage.py work", "manage.py tick"))
        os.killpg(process.pid, signal.SIGINT)
        process.communicate(timeout=30)
        assert [child for child in started if child.is_running() and child.status() != psutil.STATUS_ZOMBIE] == []
        with pytest.raises(OSError, match="refused"):
            socket.create_connection(("127.0.0.1", portal.port))


def test_without_the_demo_there_is_the_smallest_region_and_a_first_administrator(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    with migrated(tmp_path / "data") as portal, running(portal, *START, DEMO="0") as (_process, said, _work):
        found = re.search(r"The first administrator, shown once:\n(admin) (\S{12,})\n", said)
        assert found is not None, said
        assert portal.rows("SELECT code FROM home_municipality") == [("RG01",)]
        assert portal.rows("SELECT count(*) FROM home_user") == [(1,)]
        assert not (portal.data_dir / "accounts.json").exists()
        administrator = sign_in(portal, found[1], found[2])
        assert administrator.get("/admin/").status == 200
        assert administrator.get("/admin/outbox/").status == 404
        assert Visitor(portal).get("/nl/").status == 200
        portal.more = {"DEMO": "0"}
        assert "administrator" not in portal.manage("prepare")
