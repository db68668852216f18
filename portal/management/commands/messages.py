"""What is still to be translated: adds new texts to the catalogs in `locale/` and compiles them."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from home.languages import SOURCE
from portal import catalog
from portal.sentences import sentences

CHECKED = frozenset({"en", "ar"})
"""Catalogs that must be complete. In another language what is new is said in Dutch until somebody translated it."""
ADMIN_LANGUAGES = {code for code, _name in settings.WAGTAILADMIN_PERMITTED_LANGUAGES} - {SOURCE}


class Command(BaseCommand):
    """`messages`: brings each catalog up to date with the code, and says what has no translation yet."""

    help = "Adds new texts to the catalogs in locale/, takes out what the code no longer says, and compiles them."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """--check changes nothing."""
        parser.add_argument("--check", action="store_true", help="change nothing; fail when something is missing")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        """Staff read the languages of the admin, so only those get the texts of the desk and the editors."""
        root = Path(settings.BASE_DIR)
        said = sentences(root)
        places = {row.key: row.places for row in said}
        missing = 0
        for path in sorted((root / "locale").glob("*/LC_MESSAGES/django.po")):
            language = path.parts[-3]
            wanted = [row for row in said if row.is_public or language in ADMIN_LANGUAGES]
            found = catalog.updated(catalog.read(path), wanted)
            if not check:
                path.write_text(catalog.written(found, places), encoding="utf-8")
                path.with_suffix(".mo").write_bytes(catalog.compiled(found))
            todo = [row for row in wanted if not found.entries[row.key].is_done]
            missing += len(todo) if language in CHECKED else 0
            public = sum(row.is_public for row in todo)
            self.stdout.write(
                f"{language}: {len(wanted)} texts, {len(todo)} without translation, {public} for visitors"
            )
            for row in todo if check and language in CHECKED else []:
                self.stdout.write(f"  {row.places[0]}: {row.key.text}")
        if check and missing:
            raise SystemExit(1)
