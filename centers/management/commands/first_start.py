"""Fill an empty database; on one that is filled it does nothing, quickly."""

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand

from centers.management.commands.create_demo_accounts import accounts_file
from centers.models import Center, Offering
from grids.models import GridUnit
from services.models import ServiceItem


class Command(BaseCommand):
    # It runs at every start, right after `migrate`, which has checked.
    requires_system_checks = []
    help = "第一次启动：装入区划和服务目录；演示时（DEMO=1）再装入台账、示例数据和演示账号。"

    def handle(self, *, verbosity, **options):
        self.verbosity = verbosity
        done = [
            self._unless(GridUnit.objects.exists(), "import_divisions", settings.DATA_DIR / "divisions.csv"),
            self._unless(ServiceItem.objects.exists(), "import_catalogue", settings.DATA_DIR / "catalogue.csv"),
        ]
        if settings.DEMO:
            register = settings.DATA_DIR / "centers_register.xlsx"
            has_grid = GridUnit.objects.filter(level=GridUnit.Level.GROUP).exists()
            done += [
                self._unless(Center.objects.exists(), "import_centers", register),
                self._unless(has_grid, "load_sample"),
                self._unless(get_user_model().objects.exists(), "create_demo_accounts"),
            ]
        # Items that came since need their cells; nothing else calls for it after an import of the catalogue.
        filled = Offering.objects.fill_missing()
        if verbosity and filled:
            self.stdout.write(f"补上{filled}格未登记的可办事项。")
        if verbosity and not any(done):
            self.stdout.write("数据已经有了，没有改动。")
            if settings.DEMO and accounts_file().exists():
                self.stdout.write(f"演示账号的用户名和密码在 {accounts_file()}。")

    def _unless(self, is_there: bool, command: str, *arguments) -> bool:
        """Run the command unless what it brings is there; says whether it ran."""
        if is_there:
            return False
        call_command(command, *arguments, verbosity=self.verbosity, stdout=self.stdout, stderr=self.stderr)
        return True
