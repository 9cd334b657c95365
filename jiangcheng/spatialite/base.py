"""Django's SpatiaLite backend; only how long it waits for another writer differs."""

from django.contrib.gis.db.backends.spatialite import base


class DatabaseWrapper(base.DatabaseWrapper):
    """Waits as long as the settings say: SpatiaLite, when it is loaded, sets five seconds of its own."""

    def get_new_connection(self, conn_params):
        connection = super().get_new_connection(conn_params)
        connection.execute(f"PRAGMA busy_timeout = {int(conn_params['timeout'] * 1000)}")
        return connection
