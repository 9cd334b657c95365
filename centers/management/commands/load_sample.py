"""Load the sample district."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from centers.sample.loading import load_sample
from grids.models import GridUnit


class Command(BaseCommand):
    help = "装入示例数据：网格、人口、网格人员、可办事项、功能室。全部标为示例，可以重复运行。"

    def handle(self, *, verbosity, **options):
        if not settings.DEMO:
            raise CommandError("DEMO=0 时不装入示例数据。")
        if not GridUnit.objects.exists():
            raise CommandError("还没有区划。请先运行 import_divisions、import_catalogue 和 import_centers。")
        counts = load_sample()
        if verbosity:
            self.stdout.write("示例数据：" + "，".join(f"{name}{count}" for name, count in counts.items()) + "。")
