"""One read of the suffix index for any number of beginnings.

Each beginning is a range of the index with a limit of its own, so a common one never crowds out a rare one, and the
read costs the same for seventy records and for ten thousand.
"""

from typing import NamedTuple

from django.db import connection

from search.models import SearchKey

KEY_LENGTH = SearchKey._meta.get_field("key").max_length
# After every character that a key can hold.
END = "\U0010ffff"
# The limit is inside the brackets: neither database lets the ORM write that. Both read this from the index in order.
ONE_RANGE = """SELECT * FROM (
    SELECT "entry_id", "kind", "form", "key", "is_whole", "is_alias" FROM "search_searchkey"
    WHERE "kind" = %s AND "is_whole" = %s AND "key" >= %s AND "key" < %s
    ORDER BY "key", "entry_id" LIMIT %s
) AS one_range"""


class Key(NamedTuple):
    """A row of the index."""

    entry_id: int
    kind: str
    form: int
    key: str
    is_whole: bool
    is_alias: bool


def keys_beginning_with(beginnings, kinds, limit: int, *, tails: bool = True) -> list[Key]:
    """Keys that begin with any of `beginnings`, at most `limit` for each beginning, kind and place in the name.

    :param tails: whether the middle of names counts, or only their beginning.
    """
    places = (True, False) if tails else (True,)
    ranges = [
        (kind, is_whole, beginning[:KEY_LENGTH], beginning[:KEY_LENGTH] + END, limit)
        for beginning in dict.fromkeys(beginnings)
        for kind in kinds
        for is_whole in places
    ]
    if not ranges:
        return []
    with connection.cursor() as cursor:
        cursor.execute("\nUNION ALL\n".join([ONE_RANGE] * len(ranges)), [value for each in ranges for value in each])
        return [Key(*row[:4], bool(row[4]), bool(row[5])) for row in cursor.fetchall()]
