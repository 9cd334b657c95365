#!/usr/bin/env python3
"""How much CPU the API takes, beside an empty Django view, with 70 and with 10,000 centres. See bench/README.md.

    .venv/bin/python bench/api.py [--requests N] [--rounds N] [--centers N]

It starts a private PostgreSQL with PostGIS (script/postgis) and throws it away; no other database is touched.
"""

import argparse
import os
import sys
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles

ROOT = Path(__file__).resolve().parent.parent
FEW = 70
LARGE = "large"
IN_CLUSTER = "BENCH_IN_CLUSTER"


@dataclass
class Figures:
    """What was seen of a route with one number of centres; CPU in milliseconds a request, one value a round."""

    web: list[float] = field(default_factory=list)
    database: list[float] = field(default_factory=list)
    times_ms: list[float] = field(default_factory=list)
    busy_s: float = 0.0
    queries: int = 0
    size: int = 0

    @property
    def cpu(self) -> float:
        """Web and database together, the middle round."""
        return median(web + database for web, database in zip(self.web, self.database, strict=True))


def main():
    arguments = _arguments()
    if IN_CLUSTER not in os.environ:
        os.environ[IN_CLUSTER] = "1"
        command = [str(ROOT / "script" / "postgis"), sys.executable, __file__, *sys.argv[1:]]
        os.execv(command[0], command)  # noqa: S606  (our own script)
    prepare_database()
    from bench.databases import copy_as, use
    from bench.routes import ROUTES
    from bench.synthetic import grow_to

    print(f"Loading {FEW} and {arguments.centers} centres …", file=sys.stderr, flush=True)
    grow_to(FEW)
    copy_as(LARGE)
    with use(LARGE):
        grow_to(arguments.centers)
    seen = measure(ROUTES, arguments.centers, arguments.requests, arguments.rounds)
    for count, figures in seen.items():
        report(figures, count)
    sys.exit(not verdict(ROUTES, seen[FEW], seen[arguments.centers], arguments.centers))


def _arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--requests", type=int, default=200, help="requests a route and round (default 200)")
    parser.add_argument("--rounds", type=int, default=5, help="rounds over all routes (default 5)")
    parser.add_argument("--centers", type=int, default=10_000, help="the large number of centres (default 10000)")
    return parser.parse_args()


def prepare_database():
    """The schema, the real territory and catalogue, in the cluster of script/postgis; nothing runs on the side."""
    sys.path.insert(0, str(ROOT))
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    call_command("import_divisions", settings.DATA_DIR / "divisions.csv", verbosity=0)
    call_command("import_catalogue", settings.DATA_DIR / "catalogue.csv", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("ALTER SYSTEM SET autovacuum = off")
        cursor.execute("SELECT pg_reload_conf()")


def measure(routes, many, requests, rounds) -> dict[int, dict[str, Figures]]:
    """All routes in turn with few and with many centres, several times: a busy moment meets them all alike.

    By the number of centres.
    """
    from bench.databases import use
    from bench.load import reach_every_worker
    from bench.processes import WORKERS, parent_of, server
    from bench.routes import addresses, every_record

    figures = {count: {route.name: Figures() for route in routes} for count in (FEW, many)}
    postmaster = parent_of(_backend_pid())
    with ExitStack() as serving:
        servers = {FEW: serving.enter_context(server())}
        with use(LARGE):
            servers[many] = serving.enter_context(server())
        for count, (_, port) in servers.items():
            reach_every_worker(port, every_record(count), WORKERS)
        for turn in range(rounds + 1):  # the first is for warming up
            for route in routes:
                for count, (web, port) in servers.items():
                    number = 8 if route.is_large and count > FEW else requests
                    seen = figures[count][route.name] if turn else Figures()
                    _ask(web, port, postmaster, addresses(route, count, number, turn), seen)
    for count, database in ((FEW, None), (many, LARGE)):
        with use(database):
            for route in routes:
                seen = figures[count][route.name]
                seen.queries, seen.size = _asked_once(addresses(route, count, 1, 1)[0])
    return figures


def _ask(web, port, postmaster, addresses, seen):
    """Ask for each address, and note what it took."""
    from bench.load import times_ms
    from bench.processes import cpu_ms

    before = cpu_ms(web), cpu_ms(postmaster)
    times = times_ms(port, addresses)
    after = cpu_ms(web), cpu_ms(postmaster)
    seen.web.append((after[0] - before[0]) / len(addresses))
    seen.database.append((after[1] - before[1]) / len(addresses))
    seen.times_ms += times


def _backend_pid():
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return cursor.fetchone()[0]


def _asked_once(address):
    """Queries of an answer whose records are kept already, and its size unpacked."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(headers={"host": "127.0.0.1"})
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
    return len(captured), len(response.content)


def report(figures: dict[str, Figures], count: int):
    """One line a route."""
    from bench.load import CLIENTS

    floor = next(iter(figures.values())).cpu
    print(
        f"\n{count} centres",
        f"{'req/s':>8}{'p50 ms':>8}{'p95 ms':>8}{'web ms':>8}{'db ms':>8}{'x floor':>9}{'queries':>9}{'bytes':>10}",
        sep=" " * (24 - len(f"{count} centres")),
    )
    for name, seen in figures.items():
        per_second = 1000 * CLIENTS * len(seen.times_ms) / sum(seen.times_ms)
        p95 = quantiles(seen.times_ms, n=20)[-1]
        print(
            f"{name:<24}{per_second:8.0f}{median(seen.times_ms):8.1f}{p95:8.1f}{median(seen.web):8.2f}"
            f"{median(seen.database):8.2f}{seen.cpu / floor:9.2f}{seen.queries:9}{seen.size:10}"
        )
    sys.stdout.flush()


def verdict(routes, few: dict[str, Figures], many: dict[str, Figures], count: int) -> bool:
    """Each target with PASS or FAIL, and what has no target beside them; whether all targets are met."""
    floor = few[routes[0].name].cpu
    checks = [
        (f"{route.name}: {FEW} centres / empty view", few[route.name].cpu / floor, route.most_of_floor)
        for route in routes
        if route.most_of_floor
    ] + [
        (f"{route.name}: {count} centres / {FEW}", many[route.name].cpu / few[route.name].cpu, route.most_growth)
        for route in routes
        if route.most_growth
    ]
    print("\nCPU of web and database together")
    for name, ratio, most in checks:
        print(f"{'PASS' if ratio <= most else 'FAIL'}  {ratio:5.2f} (at most {most})  {name}")
    for route in routes:
        if route.full_with_many:
            ratio = many[route.full_with_many].cpu / few[route.name].cpu
            print(f"      {ratio:5.2f}  the same rows: {route.full_with_many}, {count} centres / {route.name}, {FEW}")
            ratio = many[route.name].cpu / few[route.name].cpu
            print(f"      {ratio:5.2f}  the same circle: {route.name}, {count} centres / {FEW}")
    return all(ratio <= most for _, ratio, most in checks)


if __name__ == "__main__":
    main()
