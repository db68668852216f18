"""Shows what was changed outside the acts."""

from django.core.management.base import BaseCommand, CommandError

from home import verification


class Command(BaseCommand):
    """Compares, walks, checks the roots, the triggers, the gate."""

    help = "Checks that every row on record is as the acts left it; names each row that is not, and then fails."

    def handle(self, *args: object, **options: object) -> None:
        """Counts per table; CommandError when something was found."""
        report = verification.verify()
        for count in report.counts:
            self.stdout.write(f"{count.table}: {count.live} rows, {count.rows} rows of history")
        for finding in report.findings:
            self.stderr.write(str(finding))
        if report.findings:
            raise CommandError(f"{len(report.findings)} findings")
        self.stdout.write(self.style.SUCCESS(f"{report.rows} rows of history, nothing found"))
