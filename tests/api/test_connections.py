"""Kept connections: a second request opens none, and one that has died is replaced."""

import threading

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.db.backends.signals import connection_created
from django.test import RequestFactory

from jiangcheng.postgis.base import FRESH_S, DatabaseWrapper
from query.spatial import is_postgis

# Without the mark, this file run alone would get no test database made.
pytestmark = pytest.mark.django_db

ADDRESSES = ("/api/v1/centers/?lat=21.857&lon=111.961&radius=5000", "/api/v1/centers/JC001/", "/centers/", "/readyz")


@pytest.fixture
def in_a_thread(django_db_setup, django_db_blocker):
    """Runs a function as the server would, in a thread that keeps its connection (the test client has its own).

    Answers how many connections it opened.
    """

    def run(work):
        opened, failed = [], []

        def note(sender, connection, **kwargs):
            opened.append(connection.vendor)

        def target():
            connection_created.connect(note)
            try:
                work()
            except BaseException as error:  # shown by the test, not by the thread
                failed.append(error)
            finally:
                connection_created.disconnect(note)
                connection.close()

        with django_db_blocker.unblock():
            thread = threading.Thread(target=target)
            thread.start()
            thread.join()
        if failed:
            raise failed[0]
        return len(opened)

    return run


def answer(address):
    """The status with which the server answers."""
    statuses = []
    environment = RequestFactory().get(address).environ
    WSGIHandler()(environment, lambda status, headers, error=None: statuses.append(status)).close()
    return statuses[0]


def test_the_second_request_opens_no_connection(in_a_thread):
    statuses = []

    opened = in_a_thread(lambda: statuses.extend(answer(address) for address in (*ADDRESSES, *ADDRESSES)))

    assert statuses == ["200 OK"] * 8
    assert opened == 1


@pytest.fixture
def asked(monkeypatch):
    """Notes each time a connection is asked whether it works. For PostGIS, which has a server that can go away."""
    if not is_postgis():
        pytest.skip("SpatiaLite has no server")
    notes, is_usable = [], DatabaseWrapper.is_usable

    def noting(self):
        notes.append(is_usable(self))
        return notes[-1]

    monkeypatch.setattr(DatabaseWrapper, "is_usable", noting)
    return notes


def test_a_connection_in_use_is_not_asked_before_every_request(in_a_thread, asked):
    assert in_a_thread(lambda: [answer(ADDRESSES[0]) for _ in range(3)]) == 1
    assert asked == []


def test_a_connection_that_died_in_a_pause_is_replaced(in_a_thread, asked):
    statuses = []

    def work():
        statuses.append(answer(ADDRESSES[0]))
        connection.connection.close()
        connection._used -= 2 * FRESH_S
        statuses.append(answer(ADDRESSES[0]))

    assert in_a_thread(work) == 2
    assert statuses == ["200 OK"] * 2
    assert asked == [False]
