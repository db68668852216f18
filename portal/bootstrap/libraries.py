"""System packages that pip cannot bring: found, installed where that is allowed, else named in one command."""

from __future__ import annotations  # this runs before we know how old Python is

import os
import shutil
import subprocess
import sys

WEASYPRINT = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0")
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def install(packages: tuple[str, ...]) -> bool:
    """Installs Debian packages when we are root or sudo asks no password; whether that worked."""
    if not shutil.which("apt-get"):
        return False
    as_root = _as_root()
    if as_root is None:
        return False
    print(f"Installing {' '.join(packages)}", flush=True)
    command = [*as_root, "apt-get", "install", "--yes", "--no-install-recommends", *packages]
    return _quiet(command) or (_quiet([*as_root, "apt-get", "update"]) and _quiet(command))


def command(packages: tuple[str, ...], brew: str) -> str:
    """The one command that a person can give to install `packages` (on a Mac: `brew`)."""
    if sys.platform == "darwin":
        return f"brew install {brew}"
    return f"sudo apt-get install --no-install-recommends {' '.join(packages)}"


def need_weasyprint(python: str) -> None:
    """Makes sure that `python` can import WeasyPrint, which needs Pango.

    :raises SystemExit: with the command to give, when Pango is missing and may not be installed from here.
    """
    if _imports_weasyprint(python) or (install(WEASYPRINT) and _imports_weasyprint(python)):
        return
    sys.exit(f"Printouts need the library Pango. Install it with: {command(WEASYPRINT, 'pango')}")


def need_test_tools(may_install: bool) -> None:
    """Makes sure that the tests find a browser and pdftotext.

    :raises SystemExit: with the command to give, when one is missing.
    """
    wanted = []
    if not any(shutil.which(name) for name in BROWSERS):
        wanted.append("chromium")
    if not shutil.which("pdftotext"):
        wanted.append("poppler-utils")
    missing = tuple(wanted)
    if missing and not (may_install and install(missing)):
        brew = " ".join({"chromium": "--cask chromium", "poppler-utils": "poppler"}[name] for name in missing)
        sys.exit(f"The tests need {' and '.join(missing)}. Install with: {command(missing, brew)}")


def _as_root() -> list[str] | None:
    if os.geteuid() == 0:
        return []
    return ["sudo", "-n"] if shutil.which("sudo") and _quiet(["sudo", "-n", "true"]) else None


def _imports_weasyprint(python: str) -> bool:
    return _quiet([python, "-c", "import weasyprint"])


def _quiet(command: list[str]) -> bool:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    return done.returncode == 0


if __name__ == "__main__":
    need_test_tools(may_install="--install" in sys.argv)
