"""Pages of a list: never unbounded, always in a stable order."""

from dataclasses import dataclass, replace

from query.params import BadParameter, Params

DEFAULT_SIZE = 20
LARGEST_SIZE = 100
LAST_PAGE = 100_000


@dataclass(frozen=True, slots=True)
class Page:
    """One page of rows; `count` is the number of all rows."""

    rows: list
    number: int
    size: int
    count: int

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.count // self.size))

    @property
    def previous_number(self) -> int | None:
        """The number of the page before, if any."""
        return self.number - 1 if self.number > 1 else None

    @property
    def next_number(self) -> int | None:
        """The number of the page after, if any."""
        return self.number + 1 if self.number < self.pages else None

    @property
    def is_paged(self) -> bool:
        """Whether the list needs more than one page."""
        return self.pages > 1


def page_asked(params: Params, size: int = DEFAULT_SIZE) -> tuple[int, int]:
    """The number of the page and its size that `page` and `page_size` ask for.

    :raises BadParameter: for a page or size that cannot be.
    """
    size = params.integer("page_size", 1, LARGEST_SIZE) or size
    return params.integer("page", 1, LAST_PAGE) or 1, size


def page_of(rows, number: int, size: int, count: int) -> Page:
    """The page of these rows.

    :raises BadParameter: for a page after the last one.
    """
    page = Page(rows, number, size, count)
    if number > page.pages:
        raise BadParameter("page", f"没有第{number}页，一共{page.pages}页。")
    return page


def paginate(queryset, params: Params, size: int = DEFAULT_SIZE) -> Page:
    """The page that `page` and `page_size` ask for.

    :param queryset: ordered to the last tie. One COUNT and one SELECT (with its prefetches), whatever the size.
    :raises BadParameter: for a page or size that does not exist.
    """
    number, size = page_asked(params, size)
    # An annotation that only orders or describes rows does not belong in the count.
    page = page_of([], number, size, queryset.count())
    start = (number - 1) * size
    return replace(page, rows=list(queryset[start : start + size]))
