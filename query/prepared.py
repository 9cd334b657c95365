"""Reads whose SQL Django compiles once per process, and PostgreSQL plans once per session, instead of once per request.

Building, compiling and planning a spatial read costs several times what it takes to answer it. Where the shape of a
read never changes, only its values do, the queryset is written once with `Parameter` in their places. It stays an
ordinary queryset: the same managers, the same named filters, the SQL that Django makes of them.
"""

from dataclasses import dataclass

from django.db import connection
from django.db.models import BigIntegerField, Expression

from query.sessions import Statement, StatementLost


class Parameter(Expression):
    """Stands in a queryset for a value that comes with each run."""

    def __init__(self, name: str, output_field):
        super().__init__(output_field=output_field)
        self.name = name

    def as_sql(self, compiler, connection):
        return "%s", [_Slot(self.name, self.output_field.db_type(connection))]


@dataclass(frozen=True, slots=True)
class _Slot:
    """Where in the compiled parameters a value goes, and its type in the database."""

    name: str
    type: str


class PreparedQuery:
    """A `values_list` queryset, built by `build()` on first use and compiled once for the default database.

    Rows come as the driver gives them: only for columns that need no conversion (numbers and text).

    :param is_sliced: whether `rows` is told which of the rows are wanted.
    """

    def __init__(self, build, *, is_sliced: bool = False):
        self._build = build
        self._is_sliced = is_sliced
        self._compiled = None, None

    def rows(self, *part: int, **values) -> list[tuple]:
        """The rows.

        :param part: the first row wanted and how many, when the query is sliced.
        :param values: by the names of the parameters, as the driver takes them.
        """
        vendor, compiled = self._compiled
        if vendor != connection.vendor:
            compiled = self._compile()
        if self._is_sliced:
            values["first"], values["most"] = part
        with connection.cursor() as cursor:
            compiled.execute(cursor, values)
            return cursor.fetchall()

    def _compile(self):
        sql, parameters = self._build().query.sql_with_params()
        if self._is_sliced:
            whole = BigIntegerField().db_type(connection)
            sql, parameters = f"{sql} LIMIT %s OFFSET %s", (*parameters, _Slot("most", whole), _Slot("first", whole))
        compiled = (_InSession if _keeps_sessions() else _Sent)(sql, parameters)
        self._compiled = connection.vendor, compiled
        return compiled


def _keeps_sessions():
    """Whether what a session of the database is told once holds for the next request too.

    Not with a connection for each request, nor where Django is told that a pooler gives each transaction another one.
    """
    settings = connection.settings_dict
    is_pooled = settings.get("DISABLE_SERVER_SIDE_CURSORS")
    return connection.vendor == "postgresql" and settings["CONN_MAX_AGE"] != 0 and not is_pooled


class _Sent:
    """SQL that is sent whole with every run."""

    def __init__(self, sql, parameters):
        if connection.vendor == "postgresql":
            # Without it, text that stands for a geography might be taken for something else.
            texts = (f"CAST(%s AS {p.type})" if isinstance(p, _Slot) else "%s" for p in parameters)
            sql = sql.replace("%%", "%%%%") % tuple(texts)
        self._sql, self._parameters = sql, parameters

    def execute(self, cursor, values):
        bound = [values[p.name] if isinstance(p, _Slot) else p for p in self._parameters]
        cursor.execute(self._sql, bound)


class _InSession:
    """SQL that the session is told with the first run; further ones send its name and the values."""

    def __init__(self, sql, parameters):
        types = {p.name: p.type for p in parameters if isinstance(p, _Slot)}
        numbers = {name: f"${number}" for number, name in enumerate(types, 1)}
        texts = (numbers[p.name] if isinstance(p, _Slot) else _literal(p) for p in parameters)
        self._names = list(types)
        self._statement = Statement(sql % tuple(texts), list(types.values()))
        self._whole = _Sent(sql, parameters)

    def execute(self, cursor, values):
        try:
            self._statement.execute(cursor, [values[name] for name in self._names])
        except StatementLost:
            self._whole.execute(cursor, values)


def _literal(value):
    return connection.ops.compose_sql("%s", [value])
