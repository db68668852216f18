"""Prints the OpenAPI document of the API."""

import json
from typing import Any

from django.core.management.base import BaseCommand

from portal.api import document


class Command(BaseCommand):
    """`manage.py openapi`: the document as JSON, for a linter or a code generator."""

    help = "Prints the OpenAPI document of /api/v1/."

    def handle(self, *args: Any, **options: Any) -> None:
        """The same document that the portal serves."""
        self.stdout.write(json.dumps(document(), indent=1, ensure_ascii=False))
