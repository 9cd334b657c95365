"""Write the whole search index anew from the records."""

from django.core.management.base import BaseCommand
from django.db import transaction

from centers.indexing import index_centers
from centers.models import Center
from grids.indexing import LOWEST_SEARCHED_LEVEL, index_units
from grids.models import GridUnit
from search.models import SearchEntry
from services.indexing import index_items, index_proofs
from services.models import ServiceItem, UnissuableProof


class Command(BaseCommand):
    help = "重建全站搜索：中心、事项、区划和社区不开的证明。"

    def handle(self, *, verbosity, **options):
        with transaction.atomic():
            SearchEntry.objects.all().delete()
            index_units(GridUnit.objects.filter(level__lte=LOWEST_SEARCHED_LEVEL).without_shapes())
            index_items(ServiceItem.objects.select_related("category"))
            index_proofs(UnissuableProof.objects.all())
            index_centers(Center.objects.select_related("unit").defer("unit__boundary"))
        if verbosity:
            self.stdout.write(f"搜索已重建：{SearchEntry.objects.count()}条。")
