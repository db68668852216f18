"""Fills .venv with exactly what the requirements say."""

from __future__ import annotations  # this runs before we know how old Python is

import hashlib
import json
import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

from portal.bootstrap import libraries

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "installed.json"  # what was installed, so that a second run has nothing to do
OLDEST = (3, 11)
NEWER = ("python3.14", "python3.13", "python3.12", "python3.11")
NEEDED_BYTES = 1_000_000_000
RUNTIME, DEVELOPMENT = "requirements.txt", "requirements-dev.txt"


def main() -> None:
    """Installs for running, with --dev for developing too.

    :raises SystemExit: with one sentence that says what is wrong and what to do.
    """
    _find_python()
    wanted = {name: _digest(name) for name in ([RUNTIME, DEVELOPMENT] if "--dev" in sys.argv else [RUNTIME])}
    if not wanted.items() <= _installed().items():
        _make_room()
        _make_venv()
        _install_packages(list(wanted)[-1])
        libraries.need_weasyprint(str(PYTHON))
        STAMP.write_text(json.dumps(wanted))


def _find_python() -> None:
    """Goes on in a newer Python of this machine when this one is too old."""
    if sys.version_info >= OLDEST:
        return
    found = [path for path in map(shutil.which, NEWER) if path]
    if not found:
        sys.exit(f"Python {OLDEST[0]}.{OLDEST[1]} or newer is needed; this is {sys.version.split()[0]}.")
    os.execv(found[0], [found[0], "-m", "portal.bootstrap.install", *sys.argv[1:]])


def _digest(name: str) -> str:
    parts = [(ROOT / file).read_bytes() for file in ("requirements-uv.txt", name)]
    return hashlib.sha256(b"\0".join([*parts, sys.version.encode(), str(ROOT).encode()])).hexdigest()


def _installed() -> dict[str, str]:
    """What the stamp says, or nothing when .venv cannot be used."""
    try:
        return dict(json.loads(STAMP.read_text())) if PYTHON.exists() else {}
    except (OSError, ValueError):
        return {}


def _make_room() -> None:
    free = shutil.disk_usage(ROOT).free
    if free < NEEDED_BYTES:
        sys.exit(f"The disk is full: {NEEDED_BYTES // 10**6} MB are needed in {ROOT}, {free // 10**6} MB are free.")
    if not os.access(ROOT, os.W_OK):
        sys.exit(f"{ROOT} cannot be written to: clone the project in a directory of your own.")


def _make_venv() -> None:
    if _runs([str(PYTHON), "-m", "pip", "--version"]):
        return
    print("Making .venv", flush=True)
    make = [sys.executable, "-m", "venv", "--clear", str(VENV)]
    version = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
    if not (_runs(make) or (libraries.install((version,)) and _runs(make))):
        sys.exit(f"Python's venv is missing. Install it with: {libraries.command((version,), 'python')}")
    site = Path(sysconfig.get_path("purelib", "venv", vars={"base": str(VENV)}))
    (site / "korte_lijnen.pth").write_text(f"{ROOT}\n")


def _install_packages(requirements: str) -> None:
    """With uv, and with pip from the same file where uv cannot reach the index; hashes are checked by both."""
    print(f"Installing {requirements}", flush=True)
    pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "--quiet"]
    checked = ["install", "--require-hashes", "--requirement"]
    uv = [str(VENV / "bin" / "uv"), "pip", "--quiet"]
    if _runs([*pip, *checked, "requirements-uv.txt"]) and _runs([*uv, *checked, requirements, "--python", str(PYTHON)]):
        return
    done = subprocess.run([*pip, *checked, requirements], cwd=ROOT, stdin=subprocess.DEVNULL, check=False)
    if done.returncode:
        sys.exit("Installing failed: what pip says above is why. Without a network nothing can be installed.")


def _runs(command: list[str]) -> bool:
    try:
        done = subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    except OSError:
        return False
    return done.returncode == 0


if __name__ == "__main__":
    main()
