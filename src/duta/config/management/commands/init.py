"""``duta init``: an empty ministry for real use."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from duta.portal.founding import MinistryExists, found_ministry


class Command(BaseCommand):
    """Make the ministry, its pages in both languages, and its first administrator."""

    help = "Make an empty ministry for real use: its pages in both languages and its first administrator."

    def add_arguments(self, parser: CommandParser) -> None:
        """What the ministry is called, where it answers, and who administers it."""
        parser.add_argument("--name", required=True, help="the ministry's name in Indonesian")
        parser.add_argument("--name-en", required=True, help="the ministry's name in English")
        parser.add_argument("--host", required=True, help="the portal's host name, for instance kemlu.example")
        parser.add_argument("--port", type=int, default=443, help="the portal's port as the public sees it")
        parser.add_argument("--administrator", required=True, help="user name of the first administrator")
        parser.add_argument("--email", required=True, help="the first administrator's e-mail address")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make it once; a second call changes nothing and says so."""
        try:
            invitation = found_ministry(
                name=options["name"], name_en=options["name_en"], host=options["host"], port=options["port"],
                administrator=options["administrator"], email=options["email"],
            )  # fmt: skip
        except MinistryExists as reason:
            raise CommandError(str(reason)) from reason
        self.stdout.write(f"The ministry is made. {options['administrator']} sets a password here, once:\n{invitation}")
