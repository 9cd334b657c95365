"""Keep the figures of a period as they stand now."""

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from oversight.models import Snapshot, units_with_snapshots
from oversight.periods import Period


class Command(BaseCommand):
    help = "生成全区和各街道（镇）的快照。已经有的会保留，新的算一版更正。"

    def add_arguments(self, parser):
        parser.add_argument("period", nargs="?", help="2026Q4 或 2026-11；不写就是现在的季度")
        parser.add_argument("--note", default="", help="更正原因；这一期已有快照时必填")

    def handle(self, *, period, note, verbosity, **options):
        try:
            chosen = Period.read(period) if period else Period.quarter_of(timezone.localdate())
        except ValueError:
            raise CommandError("时期写成 2026Q4 或 2026-11。") from None
        try:
            taken = Snapshot.take(chosen, units_with_snapshots(), note=note)
        except ValidationError as error:
            raise CommandError("".join(error.messages)) from error
        if verbosity:
            self.stdout.write(f"{chosen.label}：生成了{len(taken)}份快照（全区和各街道）。")
