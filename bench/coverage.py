"""What the coverage engine costs, beside other libraries: see bench/README.md.

python bench/coverage.py [--quick] [--networks NAME …] [--points N …] [--centers N …] [--peers NAME …] [--extract FILE]
"""

import argparse
import json
import os
import platform
import re
import subprocess
import sys
import tempfile
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)  # not bench/: this file is not the app of the same name

import numpy as np  # noqa: E402  (after the path)
import shapely  # noqa: E402  (after the path)
from scipy.sparse.csgraph import dijkstra  # noqa: E402  (after the path)

from bench.coverage_city import city, helsinki, places  # noqa: E402  (after the path)
from coverage.engine import measures, what_if  # noqa: E402  (after the path)
from coverage.engine.isochrone import polygons  # noqa: E402  (after the path)
from coverage.engine.reach import ReachIndex, nearest, reach_row, reach_table  # noqa: E402  (after the path)
from coverage.engine.snapping import segments_of, snap  # noqa: E402  (after the path)

TEN_MINUTES, FIFTEEN_MINUTES = measures.limit_of(10, 1.2), measures.limit_of(15, 1.2)
STREETS, YEARS = 20, np.arange(2012, 2027)
MOST_ENTRIES = 60_000_000
PEERS = ("scipy", "engine", "pandana", "igraph", "networkx")
AGREE_M = 0.1
GROWING = (
    "snap all points",
    "nearest for everyone, edge-exact, 10 min",
    "one row, 10 min",
    "what-if: one new centre",
    "reach table, 10 min",
    "15 years x all streets",
)
ONE_THREAD = os.environ | {"OMP_NUM_THREADS": "1"}
LIBRARIES = ("numpy", "scipy", "contourpy", "shapely", "pandana", "networkx", "igraph", "pyvalhalla")


NEW_WORKER = r"""
import re, sys
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from time import process_time
import scipy.sparse.csgraph
from coverage.engine.network import Network

def own():
    return sum(map(int, re.findall(r"Private_Dirty: *(\d+)", Path("/proc/self/smaps_rollup").read_text())))

before, begun = own(), process_time()
network = Network.open(sys.argv[2], sys.argv[3])
took = process_time() - begun
network.graph, network.node_row
print(took * 1e3, (own() - before) / 1024)
"""


class Verdicts:
    """Bars, and whether they hold."""

    def __init__(self):
        self.rows = []

    def at_most(self, what, measured, bar, unit=""):
        self.rows.append((what, f"{measured:.3g}{unit}", f"<= {bar:g}{unit}", measured <= bar))

    def at_least(self, what, measured, bar, unit=""):
        self.rows.append((what, f"{measured:.3g}{unit}", f">= {bar:g}{unit}", measured >= bar))

    def told(self) -> bool:
        print("\nverdict")
        for what, measured, bar, holds in self.rows:
            print(f"  {'holds' if holds else 'MISSES':7}{what:62}{measured:>12}   {bar}")
        return all(holds for *_, holds in self.rows)


def cost(work, least=5):
    """(median milliseconds of processor time, of the clock) of doing something, and what it answers."""
    cpu, clock, answer = [], [], work()  # the first time warms up
    while len(cpu) < least or (sum(cpu) < 0.3 and len(cpu) < 100):
        begun, at = process_time(), perf_counter()
        answer = work()
        cpu.append(process_time() - begun)
        clock.append(perf_counter() - at)
    return median(cpu) * 1e3, median(clock) * 1e3, answer


def line(what, cpu_ms, clock_ms=None, note=""):
    clock = "" if clock_ms is None else f"{clock_ms:12.2f}"
    print(f"  {what:52}{cpu_ms:12.2f}{clock}   {note}")


def engine_on(name, network, n_points, n_centers, verdicts):
    """Everything the engine does with so many points and centres; the medians by name."""
    print(f"\n{name}: {network.n_edges:,} edges, {n_points:,} people's points, {n_centers:,} centres")
    print(f"  {'':52}{'CPU ms':>12}{'clock ms':>12}")
    found = {}

    def measure(what, work, note="", least=5):
        found[what], clock, answer = cost(work, least)
        line(what, found[what], clock, note(answer) if callable(note) else note)
        return answer

    lonlat = places(network, n_points, 1)
    centers = snap(network, places(network, n_centers, 2))
    points = measure("snap all points", lambda: snap(network, lonlat), least=3)
    index = measure("prepare network x points (once)", lambda: ReachIndex.of(network, points), least=3)
    weights = np.random.default_rng(3).integers(1, 9, n_points).astype(float)
    measure(
        "floor: bare scipy dijkstra(min_only, limit 10 min)",
        lambda: dijkstra(network.graph, indices=network.tails[centers.edge], min_only=True, limit=TEN_MINUTES),
    )
    metres, _ = measure(
        "nearest for everyone, edge-exact, 10 min",
        lambda: nearest(network, centers, points, TEN_MINUTES, index=index),
        lambda answer: f"{np.isfinite(answer[0]).mean():.1%} covered",
    )
    moved = centers.take(0)
    measure("one row, 10 min", lambda: reach_row(network, moved, points, TEN_MINUTES, index))
    row_entries = len(reach_row(network, moved, points, TEN_MINUTES, index)[0])
    some = centers.take(slice(1, None))
    without, _ = nearest(network, some, points, TEN_MINUTES, index=index)
    change = measure(
        "what-if: one new centre",
        lambda: what_if.new_centers(network, moved, index, without, weights, TEN_MINUTES),
        lambda answer: f"{answer.gained:,.0f} people gained",
    )
    assert np.allclose(change.applied(without), metres, rtol=0, atol=1e-6)
    if row_entries * n_centers > MOST_ENTRIES:
        print(f"  the reach table would have about {row_entries * n_centers:,} entries: not run")
        return found
    table = measure(
        "reach table, 10 min",
        lambda: reach_table(network, centers, points, TEN_MINUTES, index),
        lambda answer: f"{len(answer.points):,} entries",
        least=3,
    )
    from_table = measure("nearest from the table", table.nearest, least=3)[0]
    assert np.allclose(from_table, metres, rtol=0, atol=1e-6)
    opened = np.random.default_rng(4).choice(YEARS, n_centers)
    groups = np.random.default_rng(5).integers(0, STREETS, n_points)
    grown = measure(
        "15 years x all streets",
        lambda: measures.growth(table, opened, YEARS, groups, STREETS, weights, TEN_MINUTES),
    )
    assert grown[-1].sum() == measures.people(weights, measures.covered(metres, TEN_MINUTES))
    measure("one centre closed", lambda: what_if.closed_centers(table, [0], metres, weights, TEN_MINUTES))
    if n_centers == 70:
        measure("polygon of one centre, 10 min", lambda: polygons(network, moved, [TEN_MINUTES]))
        if row_entries * n_centers * 2 < MOST_ENTRIES:
            measure(
                "reach table, 15 min",
                lambda: reach_table(network, centers, points, FIFTEEN_MINUTES, index),
                lambda answer: f"{len(answer.points):,} entries",
                least=3,
            )
        if n_points <= 100_000:
            found["misplaced"] = _misplaced(network, centers, table, lonlat, weights)
            line("people misplaced by the polygons, % of those covered", found["misplaced"] * 100)
    if n_points == 100_000 and n_centers == 70:
        _bars(name, found, verdicts)
    return found


def _misplaced(network, centers, table, lonlat, weights):
    wrong = right = 0.0
    first = []
    for i in range(0, len(centers), 3):
        begun = process_time()
        (coordinates,) = polygons(network, centers.take(i), [TEN_MINUTES])
        first.append(process_time() - begun)
        area = shapely.from_geojson(json.dumps({"type": "MultiPolygon", "coordinates": coordinates}))
        inside = shapely.contains_xy(area, lonlat)
        counted = np.zeros(len(lonlat), bool)
        counted[table.row(i)[0]] = True
        wrong += weights[inside != counted].sum()
        right += weights[counted].sum()
    line("polygon of a centre, drawn for the first time", median(first) * 1e3)
    return wrong / right


def _bars(name, found, verdicts):
    floor = found["floor: bare scipy dijkstra(min_only, limit 10 min)"]
    everyone = found["nearest for everyone, edge-exact, 10 min"]
    verdicts.at_most(f"{name}: 100,000 points snapped", found["snap all points"], 500, " ms")
    verdicts.at_most(f"{name}: everyone, edge-exact", everyone, 30, " ms")
    verdicts.at_most(f"{name}: everyone / bare floor", everyone / floor, 12, " x")
    verdicts.at_most(f"{name}: reach table", found["reach table, 10 min"], 40, " ms")
    verdicts.at_most(f"{name}: one row", found["one row, 10 min"], 1, " ms")
    verdicts.at_most(f"{name}: 15 years x all streets", found["15 years x all streets"], 5, " ms")
    verdicts.at_most(f"{name}: what-if of one new centre", found["what-if: one new centre"], 1, " ms")
    verdicts.at_most(f"{name}: polygon", found["polygon of one centre, 10 min"], 1, " ms")
    verdicts.at_most(f"{name}: people misplaced by polygons", found["misplaced"] * 100, 2, " %")


def growth_with_people(name, small, large, verdicts):
    for what in GROWING:
        if what not in large:
            continue
        verdicts.at_most(f"{name}: 1,000,000 / 100,000: {what}", large[what] / small[what], 12, " x")


def worker(name, network, verdicts, most_mb):
    """A new process opens the stored network."""
    with tempfile.TemporaryDirectory() as folder:
        stored = network.save(folder)
        command = [sys.executable, "-c", NEW_WORKER, str(ROOT), folder, stored]
        runs = [subprocess.run(command, capture_output=True, text=True, check=True).stdout.split() for _ in range(7)]
    ready, own = (median(float(run[i]) for run in runs) for i in (0, 1))
    shared = network.nbytes / 1e6
    print(f"\n{name}: ready in a new worker in {ready:.2f} ms; {shared:.1f} MB mapped and shared, {own:.1f} MB its own")
    verdicts.at_most(f"{name}: ready in a new worker", ready, 5, " ms")
    verdicts.at_most(f"{name}: memory shared", shared + own, most_mb, " MB")


def peers(name, network, counts, wanted, verdicts):
    """The bare shortest-path step from the same nodes, each library in a process of its own."""
    counts = [count for count in counts if count < network.n_edges]
    print(f"\n{name}: metres at {network.n_nodes:,} nodes to the nearest centre within 10 min; CPU ms")
    columns = "".join(f"{f'{count:,} centres':>15}" for count in counts)
    print(f"  {'':12}{'build':>12}{columns}{'peak MB':>10}   greatest difference from scipy")
    rng = np.random.default_rng(6)
    edges = rng.choice(np.flatnonzero(network.tails != network.heads), counts[-1], replace=False).astype(np.int32)
    given = {"nodes": network.nodes, "tails": network.tails, "heads": network.heads, "lengths": network.lengths}
    given |= {"sources": network.tails[edges], "edges": edges, "counts": np.array(counts), "limit": TEN_MINUTES}
    told = {}
    with tempfile.TemporaryDirectory() as folder:
        np.savez(f"{folder}/case.npz", **given)
        for peer in wanted:
            command = [sys.executable, str(ROOT / "bench/coverage_peers.py"), peer, f"{folder}/case.npz"]
            run = subprocess.run([*command, f"{folder}/{peer}"], capture_output=True, text=True, env=ONE_THREAD)
            if run.returncode:
                print(f"  {peer:12}not measured: {(run.stderr.strip().splitlines() or ['?'])[-1]}")
                continue
            # pandana's own words come before, in the same line, or after when it ends
            told[peer] = costs = json.loads(re.search(r'\{"build_s".*?"peak_mb": [\d.e+-]+\}', run.stdout)[0])
            pairs = [[np.load(f"{folder}/{which}-{count}.npy") for which in ("scipy", peer)] for count in counts]
            worst = max(_difference(*pair) for pair in pairs)
            queries = "".join(f"{query * 1e3:15.2f}" for query in costs["query_s"].values())
            print(
                f"  {peer:12}{costs['build_s'] * 1e3:12.1f}{queries}{costs['peak_mb']:10.1f}   {worst:.4f} m",
                flush=True,
            )
            verdicts.at_most(f"{name}: {peer} agrees", worst, AGREE_M, " m")
    if "pandana" in told:
        ours, theirs = told["engine"], told["pandana"]
        query = theirs["query_s"]["70"] / ours["query_s"]["70"]
        verdicts.at_least(f"{name}: pandana's query / ours, 70 centres", query, 15, " x")
        verdicts.at_least(f"{name}: pandana's build / ours", theirs["build_s"] / ours["build_s"], 100, " x")


def _difference(ours, theirs):
    """The greatest difference in metres; infinite when a node is reached by one only and does not lie at the limit."""
    both = np.isfinite(ours) & np.isfinite(theirs)
    beside = np.where(np.isfinite(ours), ours, theirs)[np.isfinite(ours) != np.isfinite(theirs)]
    if (np.abs(beside - TEN_MINUTES) > AGREE_M).any():
        return np.inf
    return float(np.abs(ours[both] - theirs[both]).max(initial=0))


def machine():
    model = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    model = model[1] if model else platform.machine()
    print(f"{model}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, Python {platform.python_version()}")
    for library in LIBRARIES:
        try:
            print(f"  {library} {version(library)}", end="")
        except PackageNotFoundError:
            print(f"  {library} -", end="")
    print(
        "\nmedians; processor time, because another load on the machine disturbs it little; every library on one thread"
    )
    print("pyvalhalla: not measured; its wheel cannot build tiles from an extract")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true", help="70 centres and 100,000 points only")
    parser.add_argument("--extract", type=Path, default=ROOT / "var/test-data/Helsinki.osm.pbf")
    parser.add_argument("--centers", nargs="*", type=int, default=(70, 700, 7000))
    parser.add_argument("--points", nargs="*", type=int, default=(100_000, 1_000_000))
    parser.add_argument("--networks", nargs="*", default=("Helsinki", "city"), choices=("Helsinki", "city"))
    parser.add_argument("--peers", nargs="*", default=PEERS, choices=PEERS)
    options = parser.parse_args()
    # The others are held against these two.
    options.peers = [name for name in PEERS if name in {"scipy", "engine", *options.peers}]
    machine()
    verdicts = Verdicts()
    networks = {"city": (city(), 200)}
    if options.extract.is_file():
        networks = {"Helsinki": (helsinki(options.extract), 10)} | networks
    else:
        print(f"{options.extract} is not there (script/setup --dev fetches it): Helsinki is not measured")
        verdicts.at_least("Helsinki measured", 0, 1)
    for name, (network, most_mb) in networks.items():
        if name not in options.networks:
            continue
        worker(name, network, verdicts, most_mb)
        before = process_time()
        segments_of(network)
        line(f"{name}: segments sorted for snapping, once a process", (process_time() - before) * 1e3)
        counts = (70,) if options.quick else options.centers
        points = (100_000,) if options.quick else options.points
        if options.peers:
            peers(name, network, counts, options.peers, verdicts)
        for n_centers in counts:
            found = [engine_on(name, network, n_points, n_centers, verdicts) for n_points in points]
            if n_centers == 70 and len(found) == 2:
                growth_with_people(name, *found, verdicts)
    return 0 if verdicts.told() else 1


if __name__ == "__main__":
    sys.exit(main())
