"""Pages: never unbounded, in a stable order, in two queries whatever their size."""

import pytest
from django.http import QueryDict

from grids.models import GridUnit
from query.paging import LARGEST_SIZE, paginate
from query.params import BadParameter, Params


def page(query="", size=20):
    """The page of the 182 real units that `query` asks for."""
    units = GridUnit.objects.filter(level__lte=3).without_shapes().order_by("code")
    return paginate(units, Params(QueryDict(query)), size)


@pytest.mark.django_db
def test_the_first_page_by_default():
    first = page()
    assert (first.number, first.size, first.count, first.pages, len(first.rows)) == (1, 20, 182, 10, 20)
    assert (first.previous_number, first.next_number, first.is_paged) == (None, 2, True)


@pytest.mark.django_db
def test_the_last_page_holds_the_rest():
    last = page("page=10")
    assert (len(last.rows), last.previous_number, last.next_number) == (2, 9, None)


@pytest.mark.django_db
def test_the_pages_together_hold_every_row_once():
    codes = [unit.code for number in range(1, 4) for unit in page(f"page={number}&page_size=70").rows]
    assert len(codes) == len(set(codes)) == 182


@pytest.mark.django_db
@pytest.mark.parametrize("size", [1, 20, 100])
def test_two_queries_whatever_the_size(size, django_assert_num_queries):
    with django_assert_num_queries(2):
        assert len(page(f"page_size={size}").rows) == size


@pytest.mark.django_db
def test_an_empty_list_has_one_page():
    empty = paginate(GridUnit.objects.none(), Params(QueryDict()))
    assert (empty.rows, empty.count, empty.pages, empty.is_paged, empty.next_number) == ([], 0, 1, False, None)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("page=0", "page"),
        ("page=-1", "page"),
        ("page=11", "page"),
        ("page=99999", "page"),
        ("page=100000000000", "page"),
        ("page=two", "page"),
        ("page_size=0", "page_size"),
        (f"page_size={LARGEST_SIZE + 1}", "page_size"),
        ("page_size=100000", "page_size"),
    ],
)
def test_pages_that_do_not_exist_are_refused(query, parameter):
    with pytest.raises(BadParameter) as problem:
        page(query)
    assert problem.value.parameter == parameter


@pytest.mark.django_db
def test_a_page_too_far_says_how_many_there_are():
    with pytest.raises(BadParameter, match="没有第11页，一共10页"):
        page("page=11")
