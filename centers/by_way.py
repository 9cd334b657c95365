"""Lists for someone about to walk: by the way along the roads where there are any, else by the straight line.

The database knows no ways, so the order is made of two numbers a centre, read in one narrow query; only the rows of
the page are then read whole.
"""

from dataclasses import replace

from centers.walking import Method, Walks
from query.paging import DEFAULT_SIZE, Page, page_asked, page_of, paginate
from query.params import Params


def paginate_by_way(centers, walks: Walks | None, params: Params, size: int = DEFAULT_SIZE) -> Page:
    """The page that is asked for of centres with `distance_m`, the shortest way first. Two queries, as `paginate`.

    :param centers: in the order of the straight line, which stays where no roads are known.
    :raises BadParameter: for a page or size that does not exist.
    """
    if not is_by_way(walks):
        return paginate(centers, params, size)
    number, size = page_asked(params, size)
    keys = keys_by_way(centers, walks)
    page = page_of([], number, size, len(keys))
    start = (number - 1) * size
    return replace(page, rows=_in_order(centers, keys[start : start + size]))


def nearest_by_way(centers, point, walks: Walks, count: int) -> list:
    """At most `count` of these centres, the shortest way first."""
    if not is_by_way(walks):
        return list(centers.near(point, count))
    near = centers.near(point)
    return _in_order(near, keys_by_way(near, walks)[:count])


def is_by_way(walks: Walks | None) -> bool:
    """Whether roads tell the order."""
    return walks is not None and walks.ways is not None


def keys_by_way(centers, walks: Walks) -> list[int]:
    """Keys of centres with `distance_m`, the shortest way first; those the roads do not reach last, by estimate."""
    measured = centers.prefetch_related(None).order_by().values_list("pk", "distance_m")

    def rank(row):
        walk = walks.to(*row)
        return walk.method != Method.NETWORK, walk.metres, row[0]

    return [pk for pk, _ in sorted(measured, key=rank)]


def _in_order(centers, keys):
    # A centre may have gone since its key was read.
    found = {center.pk: center for center in centers.filter(pk__in=keys)} if keys else {}
    return [found[key] for key in keys if key in found]
