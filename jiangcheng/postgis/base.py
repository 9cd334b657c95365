"""Django's PostGIS backend; only how it looks after kept connections differs."""

from time import monotonic

from django.contrib.gis.db.backends.postgis import base

# A connection that has answered so many seconds ago is taken to be alive.
FRESH_S = 5


class DatabaseWrapper(base.DatabaseWrapper):
    """Asks a kept connection whether it still works only after a pause.

    Django's CONN_HEALTH_CHECKS asks before every request: another round trip, as dear as the answer itself. After
    a restart of the database at most one request a thread fails, and only within FRESH_S of the one before.
    """

    _used = float("-inf")

    def close_if_health_check_failed(self):
        """As Django does, but not for a connection in use a moment ago."""
        now = monotonic()
        if now - self._used > FRESH_S:
            super().close_if_health_check_failed()
        self._used = now
