"""Loads a region from its folder."""

from typing import Any

import yaml
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from home.refusals import Refused
from portal import loading


class Command(BaseCommand):
    """`manage.py load_region NAME`: everything of the folder that is not there yet."""

    help = "Loads a region: a folder of portal/regions, or a path. A second time adds only what is new."

    def add_arguments(self, parser: CommandParser) -> None:
        """The name or path."""
        parser.add_argument("name", help="name of a folder in portal/regions, or a path to one")

    def handle(self, *args: Any, **options: Any) -> None:
        """:raises CommandError: when the folder cannot be read or holds something that is not allowed."""
        try:
            region = loading.load(loading.folder(options["name"]))
        except (FileNotFoundError, KeyError, yaml.YAMLError, ValidationError, Refused) as error:
            raise CommandError(f"{options['name']}: {error}") from error
        self.stdout.write(str(region))
