"""Secret keys that an installation makes for itself on its first run."""

import os
import secrets
from collections.abc import Mapping
from pathlib import Path


def key(data_dir: Path, name: str, environment: Mapping[str, object]) -> str:
    """The key from the environment, else from `data_dir/keys/<name>`, which is made when it is not there.

    Two processes that start together keep the same one: the file is linked into place once, whole.
    """
    given = str(environment[name])
    if given:
        return given
    place = data_dir / "keys" / name.lower()
    if not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = place.with_name(f"{place.name}.{os.getpid()}")
        fresh.write_text(secrets.token_urlsafe(48))
        fresh.chmod(0o600)
        try:
            os.link(fresh, place)
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return place.read_text().strip()
