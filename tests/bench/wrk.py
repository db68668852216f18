"""The load client: wrk, which costs little enough of the machine to leave the server its own."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

LUA = Path(__file__).with_name("load.lua")
THREADS = 2


@dataclass(frozen=True)
class Burst:
    """One run of wrk: answers per second, milliseconds, and how many answers were no answer or an error.

    `cpu`: milliseconds of processor that the server spent on an answer; a busy machine hardly moves it. 0: not known.
    """

    requests: int
    rate: float
    p50: float
    p95: float
    wrong: int
    cpu: float


def need() -> None:
    """:raises SystemExit: with the command to give, when wrk is not there."""
    if not shutil.which("wrk"):
        how = "brew install wrk" if sys.platform == "darwin" else "sudo apt-get install wrk"
        sys.exit(f"The load is made by wrk, which is not here. Install it with: {how}")


def burst(
    address: str,
    path: str,
    *,
    seconds: int,
    clients: int,
    cookies: str = "",
    body: str = "",
    secret: tuple[str, Path] | None = None,
    server: int = 0,
) -> Burst:
    """Sends as fast as the answers come, for some seconds.

    `secret`: a cookie, and the file of its values; `server`: the process whose group serves.
    """
    threads = min(THREADS, clients)
    name, place = secret or ("-", "-")
    method = "POST" if body else "GET"
    command = ["wrk", "--latency", f"-t{threads}", f"-c{clients}", f"-d{seconds}s", "--timeout", "10s", "-s", str(LUA)]
    words = [method, path, name, str(place), cookies, body, str(threads)]
    before = _cpu(server)
    done = subprocess.run(
        [*command, f"{address}{path}", "--", *words], capture_output=True, text=True, check=False, timeout=seconds + 60
    )
    if "FOUND" not in done.stdout:
        raise RuntimeError(done.stdout + done.stderr)
    found = json.loads(done.stdout.split("FOUND", 1)[1])
    rate = found["requests"] / found["seconds"]
    cpu = (_cpu(server) - before) * 1000 / max(1, found["requests"])
    return Burst(found["requests"], rate, found["p50"], found["p95"], found["wrong"], cpu)


def _cpu(group: int) -> float:
    """Seconds of processor that the processes of a group have used so far; 0 where there is no /proc."""
    used = 0
    for place in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = place.read_text().rpartition(")")[2].split()
        except OSError:  # it ended
            continue
        if int(fields[2]) == group:
            used += int(fields[11]) + int(fields[12])
    return used / os.sysconf("SC_CLK_TCK")
