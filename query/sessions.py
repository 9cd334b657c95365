"""Statements that a session of PostgreSQL parses and plans once, and then knows by name."""

from hashlib import sha256
from weakref import WeakKeyDictionary

from django.db import Error, connection

# By the driver's connection: the names that its session knows. A new connection is a new session.
_KNOWN = WeakKeyDictionary()
# What PostgreSQL says when a pooler has given us another session, and when a migration has changed a column's type.
NO_SUCH_STATEMENT, KNOWN_ALREADY, RESULT_CHANGED = "26000", "42P05", "0A000"


class StatementLost(Exception):
    """The session does not know the statement any more. Nothing was done, and the connection is still good."""


class Statement:
    """SQL with `$1`, `$2`, … in the places of values of these types."""

    def __init__(self, sql: str, types: list[str]):
        # The same name is the same statement, whoever has prepared it.
        self.name = f"portal_{sha256(repr((sql, types)).encode()).hexdigest()[:24]}"
        self._prepare = f"PREPARE {self.name}{_bracketed(types)} AS {sql}"
        self._execute = f"EXECUTE {self.name}{_bracketed(['%s'] * len(types))}"

    def execute(self, cursor, values: list) -> None:
        """Run it with these values.

        :raises StatementLost: outside a transaction; inside one an error has ended the transaction anyway.
        """
        known = _KNOWN.setdefault(connection.connection, set())
        if self.name not in known:
            self._teach(cursor)
            known.add(self.name)
        try:
            cursor.execute(self._execute, values)
        except Error as error:
            if connection.in_atomic_block or _state(error) not in {NO_SUCH_STATEMENT, RESULT_CHANGED}:
                raise
            known.discard(self.name)
            if _state(error) == RESULT_CHANGED:
                cursor.execute(f"DEALLOCATE {self.name}")
            raise StatementLost from error

    def _teach(self, cursor):
        try:
            cursor.execute(self._prepare)
        except Error as error:
            if connection.in_atomic_block or _state(error) != KNOWN_ALREADY:
                raise


def _bracketed(parts):
    return f" ({', '.join(parts)})" if parts else ""


def _state(error):
    """The SQLSTATE of an error that Django has wrapped."""
    return getattr(error.__cause__, "pgcode", None)
