"""Reads that are compiled once per process and planned once per session of the database."""

import threading

import pytest
from django.db import OperationalError, connection
from django.db.models import CharField
from django.test.utils import CaptureQueriesContext

from grids.models import GridUnit
from query import sessions
from query.prepared import Parameter, PreparedQuery
from query.sessions import Statement, StatementLost
from query.spatial import is_postgis

pytestmark = pytest.mark.django_db

DISTRICT = "441702"


def under(code):
    """The ordinary queryset that the prepared ones below stand for. Its `%` must come through unharmed."""
    units = GridUnit.objects.filter(parent__code=code).exclude(name__contains="%")
    return units.order_by("code").values_list("code", "name")


@pytest.fixture
def streets():
    """The same, prepared."""
    return PreparedQuery(lambda: under(Parameter("parent", CharField())), is_sliced=True)


@pytest.fixture
def on_postgresql():
    if not is_postgis():
        pytest.skip("SQLite has no sessions")


@pytest.fixture
def in_a_session(on_postgresql, django_db_setup, django_db_blocker):
    """Runs a function with a connection of its own, outside a transaction as a request is."""

    def run(work):
        results = []

        def target():
            try:
                results.append(work())
            except BaseException as error:
                results.append(error)
            finally:
                connection.close()

        with django_db_blocker.unblock():
            thread = threading.Thread(target=target)
            thread.start()
            thread.join()
        if isinstance(results[0], BaseException):
            raise results[0]
        return results[0]

    return run


def sent(work):
    """The SQL of some work."""
    with CaptureQueriesContext(connection) as captured:
        work()
    return [query["sql"] for query in captured.captured_queries]


def test_it_gives_the_rows_of_its_queryset(streets):
    expected = list(under(DISTRICT))

    assert streets.rows(0, 1000, parent=DISTRICT) == expected
    assert streets.rows(2, 3, parent=DISTRICT) == expected[2:5]
    assert streets.rows(0, 1000, parent=expected[0][0]) == list(under(expected[0][0]))


def test_a_session_is_told_a_read_once_and_then_its_name(in_a_session, streets):
    def work():
        return [sent(lambda: streets.rows(0, 5, parent=DISTRICT)) for _ in range(2)]

    first, second = in_a_session(work)

    assert [sql.split()[0] for sql in first] == ["PREPARE", "EXECUTE"]
    assert [sql.split()[0] for sql in second] == ["EXECUTE"]


def test_a_session_that_has_forgotten_is_told_again(in_a_session, streets):
    def work():
        rows = [streets.rows(0, 5, parent=DISTRICT)]
        with connection.cursor() as cursor:
            cursor.execute("DEALLOCATE ALL")
        rows += [streets.rows(0, 5, parent=DISTRICT) for _ in range(2)]
        return rows, sent(lambda: streets.rows(0, 5, parent=DISTRICT))

    rows, last = in_a_session(work)

    assert rows == [list(under(DISTRICT)[:5])] * 3
    assert [sql.split()[0] for sql in last] == ["EXECUTE"]


def test_a_new_connection_is_told_again(in_a_session, streets):
    def work():
        sql = []
        for _ in range(2):
            sql.append(sent(lambda: streets.rows(0, 5, parent=DISTRICT)))
            connection.close()
        return sql

    for asked in in_a_session(work):
        assert [sql.split()[0] for sql in asked] == ["PREPARE", "EXECUTE"]


def test_a_session_that_the_database_has_ended_is_replaced_by_one_that_is_told_again(in_a_session, streets):
    def work():
        rows = [streets.rows(0, 5, parent=DISTRICT)]
        with connection.cursor() as cursor, pytest.raises(OperationalError):
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
        connection.close_if_unusable_or_obsolete()
        return [*rows, streets.rows(0, 5, parent=DISTRICT)]

    first, second = in_a_session(work)

    assert first == second == list(under(DISTRICT)[:5])


def test_a_session_that_knows_the_read_already_is_taken_at_its_word(in_a_session):
    def work():
        with connection.cursor() as cursor:
            for _ in range(2):  # the second as if by another process, behind the same pooler
                sessions._KNOWN.pop(connection.connection, None)
                Statement("SELECT $1 + 1", ["integer"]).execute(cursor, [41])
            return cursor.fetchone()

    assert in_a_session(work) == (42,)


def test_a_column_of_another_type_ends_the_statement_and_not_the_connection(in_a_session):
    def work():
        statement = Statement("SELECT number FROM counted WHERE number >= $1", ["integer"])
        with connection.cursor() as cursor:
            cursor.execute("CREATE TEMPORARY TABLE counted AS SELECT 7::integer AS number")
            statement.execute(cursor, [1])
            cursor.execute("ALTER TABLE counted ALTER number TYPE bigint")
            with pytest.raises(StatementLost):
                statement.execute(cursor, [1])
            statement.execute(cursor, [1])
            return cursor.fetchall()

    assert in_a_session(work) == [(7,)]


@pytest.mark.parametrize("setting", [{"DISABLE_SERVER_SIDE_CURSORS": True}, {"CONN_MAX_AGE": 0}])
def test_a_session_that_does_not_last_is_told_nothing(in_a_session, streets, monkeypatch, setting):
    def work():
        for name, value in setting.items():
            monkeypatch.setitem(connection.settings_dict, name, value)
        return streets.rows(0, 5, parent=DISTRICT), sent(lambda: streets.rows(0, 5, parent=DISTRICT))

    rows, last = in_a_session(work)

    assert rows == list(under(DISTRICT)[:5])
    assert [sql.split()[0] for sql in last] == ["SELECT"]
