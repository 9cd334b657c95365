"""A real portal for the browser: own database, collected static files, gunicorn on a free port, headless Chromium."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg2
import pytest
from django.conf import settings
from django.db import connections
from playwright.sync_api import expect, sync_playwright

START_SECONDS = 60
PATIENCE_MS = 15_000  # of expect(): a busy machine is no defect of the page
# Chromium must not phone home: tests watch for requests that leave the page's host.
CHROMIUM_FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items):
    """Everything in this folder needs a browser."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@dataclass(frozen=True)
class Portal:
    """A running portal: where it answers, and where its files are."""

    url: str
    var: Path

    def account(self, name):
        """Username and password of a demo account."""
        for line in (self.var / "demo-accounts.txt").read_text().splitlines():
            username, password, *_ = line.split()
            if username == name:
                return username, password
        raise LookupError(name)


@contextmanager
def private_database(var):
    """An address of an empty database of the kind that the tests run on; dropped afterwards."""
    if settings.DATABASES["default"]["ENGINE"].endswith("spatialite"):
        yield ""
        return
    name = f"browser_{os.getpid()}_{var.name}"
    address = os.environ["DATABASE_URL"].replace("postgis://", "postgresql://", 1)
    with closing(psycopg2.connect(address)) as connection:
        connection.autocommit = True
        connection.cursor().execute(f"CREATE DATABASE {name}")
        try:
            yield os.environ["DATABASE_URL"].rsplit("/", 1)[0] + f"/{name}"
        finally:
            connection.cursor().execute(f"DROP DATABASE {name} WITH (FORCE)")


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="session")
def portal(tmp_path_factory):
    """The portal of all tests that change nothing that another one looks at."""
    with running_portal(tmp_path_factory.mktemp("var")) as running:
        yield running


@contextmanager
def running_portal(var):
    """The portal as script/server runs it, on a database of its own."""
    with private_database(var) as database_url:
        port = free_port()
        environment = os.environ | {
            "VAR_DIR": str(var),
            "DATABASE_URL": database_url,
            "SECRET_KEY": settings.SECRET_KEY,
            "PORT": str(port),
            "WEB_CONCURRENCY": "1",
            "DEMO": "1",
            "DEBUG": "0",
        }
        for command in (["migrate", "--noinput"], ["first_start"], ["collectstatic", "--noinput"]):
            subprocess.run(
                [sys.executable, "manage.py", *command],
                cwd=settings.BASE_DIR,
                env=environment,
                check=True,
                stdout=subprocess.DEVNULL,
            )
        server = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py"],
            cwd=settings.BASE_DIR,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            url = f"http://127.0.0.1:{port}"
            _wait_for(f"{url}/readyz", server)
            yield Portal(url, var)
        finally:
            server.terminate()
            server.wait(timeout=20)


def _wait_for(url, server):
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        assert server.poll() is None, "the server stopped at once"
        try:
            with urllib.request.urlopen(url, timeout=5):  # noqa: S310  (our own loopback address)
                return
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"{url} did not answer within {START_SECONDS} seconds")


@pytest.fixture(scope="session")
def chromium():
    """One headless Chromium for the session."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    assert path, "Chromium is not installed: script/setup --dev installs it, or set CHROMIUM to its path."
    # Playwright keeps an event loop running in this thread, and Django would refuse the database to the tests after it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        expect.set_options(timeout=PATIENCE_MS)
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()
        # While that loop runs, Django keeps this thread's connections apart from those it had before. Once the loop
        # has ended nothing would reach, and so nothing close, what the tests in between have opened.
        connections.close_all()


@pytest.fixture
def answer(portal):
    """The portal's answer to a plain GET, also when it is a refusal: `answer("/about/", Accept_Encoding="gzip")`."""

    def get(path, **headers):
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            question = urllib.request.Request(portal.url + path, headers=headers)  # noqa: S310  (our own loopback address)
            return urllib.request.urlopen(question, timeout=20)  # noqa: S310
        except urllib.error.HTTPError as refusal:
            return refusal

    return get


@pytest.fixture
def api(portal):
    """Ask the portal's API: `api("centers/?page_size=5")` is the answer's JSON."""

    def ask(path):
        with urllib.request.urlopen(f"{portal.url}/api/v1/{path}", timeout=20) as answer:  # noqa: S310
            return json.load(answer)

    return ask


@pytest.fixture(scope="session")
def make_context(chromium, portal):
    """A window of its own: cookies, cache and permissions that no other window shares."""

    def make(*, width, height, javascript=True, elder=False, position=None):
        options = {
            "viewport": {"width": width, "height": height},
            "java_script_enabled": javascript,
            "locale": "zh-CN",
            "timezone_id": "Asia/Shanghai",
            # A popup half faded in, or a map that still glides, is not what a test is about.
            "reduced_motion": "reduce",
            "base_url": portal.url,
        }
        if position:
            options |= {
                "geolocation": {"latitude": position[0], "longitude": position[1]},
                "permissions": ["geolocation"],
            }
        context = chromium.new_context(**options)
        if elder:
            context.add_cookies([{"name": "elder", "value": "1", "url": portal.url}])
        return context

    return make


@pytest.fixture(scope="session")
def window(make_context):
    """The window of the tests that only look: it keeps its cache from test to test, which halves their time."""
    windows = {}

    def one(**options):
        key = tuple(sorted(options.items()))
        if key not in windows:
            windows[key] = make_context(**options)
        return windows[key]

    yield one
    for context in windows.values():
        context.close()


@pytest.fixture
def open_page(make_context, window, portal):
    """Open a page: `open_page("/", width=390, javascript=False, elder=True, position=(lat, lon), status=200)`.

    A path of None leaves it blank, with nothing fetched yet. With `only_look` it opens in a window that other tests
    have used and will use: for tests that change nothing that a window keeps.
    After the test every page must have stayed on its host and thrown no error.
    """
    closing, complaints = [], []

    def make(path="/", *, width=390, height=844, status=200, only_look=False, **options):
        if only_look:
            context = window(width=width, height=height, **options)
        else:
            context = make_context(width=width, height=height, **options)
            closing.append(context)
        page = context.new_page()
        if only_look:
            closing.append(page)
        page.on(
            "console",
            lambda message: (
                complaints.append(f"{message.text} ({message.location.get('url')})")
                # Chromium reports a refused page as an error of the page; here it is what was asked for.
                if message.type == "error" and not (status >= 400 and message.location.get("url") == page.url)
                else None
            ),
        )
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "request",
            lambda request: (
                complaints.append(f"left the site: {request.url}")
                if not request.url.startswith((portal.url, "data:", "blob:"))
                else None
            ),
        )
        if path is not None:
            assert page.goto(path).status == status
        return page

    yield make
    for opened in closing:
        opened.close()
    assert complaints == []
