"""Puts the style sheets of the packages, our tokens and our layout together in one committed file.

`python frontend/build.py` writes; `--check` compares what is committed with what would be written. It needs
`npm ci --ignore-scripts` in this folder; whoever runs the portal does not.
"""

import hashlib
import json
import re
import sys
from pathlib import Path

HERE = Path(__file__).parent
TARGET = HERE.parent / "portal" / "static" / "portal" / "portal.css"


def main() -> int:
    """Writes or checks; the exit code."""
    css = build()
    if "--check" in sys.argv:
        same = TARGET.exists() and TARGET.read_text(encoding="utf-8") == css
        print("portal.css is what the sources make" if same else "portal.css differs: run python frontend/build.py")
        return 0 if same else 1
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(css, encoding="utf-8")
    manifest = {"portal.css": hashlib.sha256(css.encode()).hexdigest(), "packages": packages()}
    TARGET.with_name("portal.css.json").write_text(json.dumps(manifest, indent=1, sort_keys=True) + "\n")
    print(f"{len(css)} bytes")
    return 0


def build() -> str:
    """Tokens, then components in the order of package.json, then our layout."""
    parts = [component(name) for name in packages()]
    layout = "\n".join((HERE / name).read_text(encoding="utf-8") for name in ("layout.css", "pages.css"))
    return "\n".join(
        ["/*! Contains NL Design System components, EUPL-1.2: see portal.css.LICENCE.txt */", tokens(), *parts, layout]
    )


def packages() -> dict[str, str]:
    """Name and exact version of what goes in."""
    found: dict[str, str] = json.loads((HERE / "package.json").read_text())["dependencies"]
    return found


def tokens() -> str:
    """Our theme as CSS variables."""
    rows = json.loads((HERE / "tokens.json").read_text(encoding="utf-8")).items()
    return ":root{" + ";".join(f"--{name}:{value}" for name, value in rows) + "}"


def component(name: str) -> str:
    """The style sheet of one package, without source map."""
    css = (HERE / "node_modules" / name / "dist" / "index.min.css").read_text(encoding="utf-8")
    return re.sub(r"/\*# sourceMappingURL=.*?\*/", "", css).strip()


if __name__ == "__main__":
    raise SystemExit(main())
