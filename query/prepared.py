"""Reads whose SQL Django compiles once per process instead of once per request.

Building and compiling a spatial queryset costs several times what the database needs to answer it. Where the shape
of a read never changes, only its values do, the queryset is written once with `Parameter` in their places. It stays
an ordinary queryset: the same managers, the same named filters, the SQL that Django makes of them.
"""

from dataclasses import dataclass

from django.db import connection
from django.db.models import Expression


class Parameter(Expression):
    """Stands in a queryset for a value that comes with each run."""

    def __init__(self, name: str, output_field):
        super().__init__(output_field=output_field)
        self.name = name

    def as_sql(self, compiler, connection):
        return "%s", [_Slot(self.name)]


@dataclass(frozen=True, slots=True)
class _Slot:
    """Where in the compiled parameters a value goes."""

    name: str


class PreparedQuery:
    """A `values_list` queryset, built by `build()` on first use and compiled once for the default database.

    Rows come as the driver gives them: only for columns that need no conversion (numbers and text).
    """

    def __init__(self, build):
        self._build = build
        self._compiled = None

    def rows(self, low: int = 0, high: int | None = None, **values) -> list[tuple]:
        """The rows from `low` up to `high`; `values` by the names of the parameters, as the driver takes them."""
        vendor, sql, parameters = self._compiled or self._compile()
        if vendor != connection.vendor:
            vendor, sql, parameters = self._compile()
        limits = connection.ops.limit_offset_sql(low, high)
        bound = [values[p.name] if isinstance(p, _Slot) else p for p in parameters]
        with connection.cursor() as cursor:
            cursor.execute(f"{sql} {limits}" if limits else sql, bound)
            return cursor.fetchall()

    def _compile(self):
        sql, parameters = self._build().query.sql_with_params()
        self._compiled = (connection.vendor, sql, parameters)
        return self._compiled
