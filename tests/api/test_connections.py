"""Kept connections: a second request opens none, and one that has died is replaced."""

import threading

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.db.backends.signals import connection_created
from django.test import RequestFactory

from query.spatial import is_postgis

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


def test_a_connection_that_died_in_a_pause_is_replaced(in_a_thread, monkeypatch):
    if not is_postgis():
        pytest.skip("SpatiaLite has no server")
    statuses = []

    def work():
        statuses.append(answer(ADDRESSES[0]))
        connection.connection.close()
        connection._used = 0  # long ago
        statuses.append(answer(ADDRESSES[0]))

    assert in_a_thread(work) == 2
    assert statuses == ["200 OK"] * 2


def test_a_connection_in_use_is_not_asked_again_and_again(in_a_thread, monkeypatch):
    if not is_postgis():
        pytest.skip("SpatiaLite has no server")
    asked = []

    def work():
        answer(ADDRESSES[0])
        usable = type(connection._connections[connection._alias] if False else connection).is_usable
        del usable
        for _ in range(3):
            answer(ADDRESSES[0])
        asked.append(connection.health_check_done)

    in_a_thread(work)
    assert asked == [False]
