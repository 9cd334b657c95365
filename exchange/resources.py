"""A list that goes out as Excel and comes back: its columns, which rows an account gets, which it may change."""

from collections.abc import Iterator

from accounts.recorded import delete_recorded
from exchange.columns import Column
from exchange.laying import Laying


class Resource:
    """Base of the lists. A subclass names its model and columns, and how a file is laid over the stored rows."""

    kind: str  # in addresses and versions
    label: str  # in words
    model: type
    # Every model that an upload of this list writes; their history tells what a rollback sets back.
    models: tuple[type, ...]
    columns: tuple[Column, ...]
    # A row that names these fields is the header.
    header_fields: frozenset[str]
    laying: type[Laying]
    hint = ""  # what a person should know before editing, one sentence or two

    def rows(self, queryset) -> Iterator:
        """What the rows of a download are, from what the list shows; in the list's order."""
        return self.joined(queryset).iterator(chunk_size=500)

    def joined(self, queryset):
        """The queryset with what the columns need at hand."""
        return queryset

    def readable_columns(self) -> list[Column]:
        """The columns that an upload reads."""
        return [column for column in self.columns if column.read]

    def is_header(self, fields: set[str]) -> bool:
        """Whether a row that names these fields is the header."""
        return len(fields) > 1 and bool(fields & self.header_fields)

    def make_room(self, model, rows, fields: set[str]) -> None:
        """Before many rows change at once: free what only one row may have, so that rows can exchange it."""

    def after_write(self, model, rows) -> None:
        """After rows of one of `models` were written past their `save()`: keep what is made from them true."""

    def attached_to(self, rows, version) -> list[tuple[object, str]]:
        """What others have hung on rows that a version created: pairs of a row and words. It would go with them."""
        return []

    def delete_created(self, model, rows, *, by, reason: str) -> None:
        """Delete rows that a version created."""
        delete_recorded(rows, by=by, reason=reason)
