"""One after the other: what must count before it writes takes its turn first."""

from django.db import connection


def take_turn(number: int) -> None:
    """Wait, inside a transaction, until nobody else holds the turn with this number; it ends with the transaction.

    SQLite needs nothing: its immediate transactions already follow one another.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])
