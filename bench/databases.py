"""A second database in the throw-away cluster, so that few and many centres are asked for in the same minutes."""

import os
from contextlib import contextmanager

import psycopg2
from django.db import connection

from query.kept import forget_everything


def copy_as(name: str) -> None:
    """Copy the database in use as it stands."""
    connection.close()  # PostgreSQL copies a database only when nobody is in it
    standing = psycopg2.connect(_address("template1"))
    standing.autocommit = True
    with standing.cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{connection.settings_dict["NAME"]}"')
    standing.close()


@contextmanager
def use(name: str | None):
    """This process, and the servers that it starts, use another database of the cluster; None stays in this one."""
    before = connection.settings_dict["NAME"], os.environ["DATABASE_URL"]
    if name:
        _go_to(name, os.environ["DATABASE_URL"].rpartition("/")[0] + "/" + name)
    try:
        yield
    finally:
        _go_to(*before)


def _go_to(name, address):
    connection.close()
    connection.settings_dict["NAME"] = name
    os.environ["DATABASE_URL"] = address
    forget_everything()


def _address(name):
    return os.environ["DATABASE_URL"].replace("postgis://", "postgresql://").rpartition("/")[0] + "/" + name
