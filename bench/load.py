"""A bounded number of requests over a few kept connections, each timed."""

from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from time import perf_counter

CLIENTS = 4
# As every browser and most programs ask.
HEADERS = {"Accept-Encoding": "gzip"}


def times_ms(port: int, addresses: list[str]) -> list[float]:
    """Ask for each address once; the milliseconds that each answer took."""
    shares = [addresses[start::CLIENTS] for start in range(CLIENTS)]
    with ThreadPoolExecutor(CLIENTS) as pool:
        return [taken for times in pool.map(lambda share: _ask(port, share), shares) for taken in times]


def reach_every_worker(port: int, addresses: list[str]) -> None:
    """Ask for each address over a connection of its own, so that each worker gets its share."""
    for address in addresses:
        _ask(port, [address])


def _ask(port, addresses):
    connection, times = HTTPConnection("127.0.0.1", port, timeout=60), []
    for address in addresses:
        start = perf_counter()
        connection.request("GET", address, headers=HEADERS)
        response = connection.getresponse()
        body = response.read()
        times.append(1000 * (perf_counter() - start))
        if response.status != 200:
            raise SystemExit(f"{address} answered {response.status}: {body[:200]!r}")
    connection.close()
    return times
