"""A bounded number of requests over a few kept connections, each timed."""

from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from threading import Lock
from time import perf_counter

CLIENTS = 4
# As every browser and most programs ask.
HEADERS = {"Accept-Encoding": "gzip"}
# Answers which worker it is (see bench.urls).
WORKER = "/worker/"
MOST_TRIES = 100


def times_ms(port: int, addresses: list[str]) -> list[float]:
    """Ask for each address once; the milliseconds that each answer took."""
    shares = [addresses[start::CLIENTS] for start in range(CLIENTS)]
    with ThreadPoolExecutor(CLIENTS) as pool:
        return [taken for times in pool.map(lambda share: _ask(port, share), shares) for taken in times]


def reach_every_worker(port: int, addresses: list[str], workers: int) -> None:
    """Ask each worker for each address once. The kernel chooses who gets a connection, so it is asked who has it."""
    reached, lock = set(), Lock()

    def reach(_):
        connection = HTTPConnection("127.0.0.1", port, timeout=60)
        connection.request("GET", WORKER)
        worker = connection.getresponse().read()
        with lock:
            is_new = worker not in reached
            reached.add(worker)
        if is_new:
            _ask_over(connection, addresses)
        connection.close()

    with ThreadPoolExecutor(2 * CLIENTS) as pool:
        for _ in range(MOST_TRIES):
            list(pool.map(reach, range(2 * CLIENTS)))
            if len(reached) == workers:
                return
    raise SystemExit(f"Only {len(reached)} of {workers} workers answer.")


def _ask(port, addresses):
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    times = _ask_over(connection, addresses)
    connection.close()
    return times


def _ask_over(connection, addresses):
    times = []
    for address in addresses:
        start = perf_counter()
        connection.request("GET", address, headers=HEADERS)
        response = connection.getresponse()
        body = response.read()
        times.append(1000 * (perf_counter() - start))
        if response.status != 200:
            raise SystemExit(f"{address} answered {response.status}: {body[:200]!r}")
    return times
