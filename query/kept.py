"""What a process keeps of its work between requests, and when it may no longer be used."""

from collections import OrderedDict
from threading import Lock
from time import monotonic

_ALL = []


class Kept:
    """At most `most` values by name, the least used dropped first.

    Each was made from something of a known version and is only given for that version. What no version tells (a row
    changed by hand in the database) is forgotten after `seconds` all the same. Safe to share between threads.
    """

    def __init__(self, most: int, seconds: float = 600):
        self._most = most
        self._seconds = seconds
        self._values = OrderedDict()
        self._lock = Lock()
        _ALL.append(self)

    def get(self, versions: dict) -> dict:
        """The kept values of these names, as far as they are of the versions asked for."""
        found, now = {}, monotonic()
        with self._lock:
            for name, version in versions.items():
                kept = self._values.get(name)
                if kept is not None and kept[0] == version and kept[1] > now:
                    self._values.move_to_end(name)
                    found[name] = kept[2]
        return found

    def put(self, name, version, value) -> None:
        """Keep `value`, made from `version`."""
        with self._lock:
            self._values[name] = version, monotonic() + self._seconds, value
            self._values.move_to_end(name)
            while len(self._values) > self._most:
                self._values.popitem(last=False)


def forget_everything() -> None:
    """Drop what this process has kept. For tests, whose rows vanish with their transaction and come back as others."""
    for kept in _ALL:
        with kept._lock:
            kept._values.clear()
