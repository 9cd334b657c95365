"""The search index can be written anew from the records at any time."""

from io import StringIO

import pytest
from django.core.management import call_command

from centers.models import Center
from search.models import SearchEntry, SearchKey

pytestmark = pytest.mark.django_db


def contents():
    return set(SearchKey.objects.values_list("entry__kind", "entry__code", "form", "key", "is_alias"))


def test_a_rebuilt_index_is_the_same_index():
    before = contents()
    out = StringIO()
    call_command("rebuild_search", stdout=out)
    assert contents() == before
    # 182 units, 98 items, 20 proofs, 70 centres
    assert out.getvalue() == "搜索已重建：370条。\n"


def test_a_damaged_index_is_mended():
    before = contents()
    SearchEntry.objects.filter(kind="center").delete()
    SearchEntry.objects.create(kind="center", code="GONE", name="没有的中心", url="/")
    call_command("rebuild_search", verbosity=0)
    assert contents() == before


def test_planned_centres_stay_out():
    Center.objects.filter(code="JC001").update(status=Center.Status.PLANNED)
    call_command("rebuild_search", verbosity=0)
    assert not SearchEntry.objects.filter(kind="center", code="JC001").exists()
