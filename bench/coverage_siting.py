"""10 of 500 places in a city of 200,000 streets, proven optimal: how long it takes, beside spopt with HiGHS.

bench/coverage_siting.py [--rounds N] [--peer PYTHON] [--peer-seconds N] [--quick]
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

import numpy as np
import scipy

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.siting_city import city
from coverage.engine.reach import ReachIndex, reach_table
from coverage.engine.siting import Problem, cover_most, cover_of, cover_share, least_average, metres_of
from coverage.engine.snapping import snap

LIMIT_M = 720.0  # ten minutes at 1.2 m/s
PENALTY_M = 1440.0
PLACES, CANDIDATES = 10, 500
BAR_S, BAR_TIMES = 0.5, 12


def main():
    args = _arguments()
    print(f"{platform.machine()}, {_cores()} cores, {platform.system()}; Python {platform.python_version()}, ", end="")
    print(f"NumPy {np.__version__}, SciPy {scipy.__version__}; median of {args.rounds}")
    print(f"load before the start: {os.getloadavg()[0]:.1f}\n")
    small = _Case(100_000, args.rounds)
    large = _Case(1_000_000, args.rounds)
    for case in (small, large):
        case.show()
    sizes = ((10_000, 120), (100_000, args.peer_seconds)) if args.peer else ()
    peers = [_peer(args.peer, small, n_points, seconds) for n_points, seconds in sizes]
    if not args.quick:
        _others(small)
    sys.exit(_verdict(small, large, peers))


class _Case:
    """One city, asked several times from the network to the proof."""

    def __init__(self, n_points, rounds):
        self.city = city(n_points, CANDIDATES)
        points = snap(self.city.network, self.city.points)
        self.index = ReachIndex.of(self.city.network, points)
        self.points = points
        times = [self._ask() for _ in range(rounds + 1)][1:]  # the first warms up
        self.reach, self.first, self.proof, self.cpu = (median(column) for column in zip(*times, strict=True))
        self.total = median(reach + proof for reach, _, proof, _ in times)

    def _ask(self):
        start, cpu = perf_counter(), process_time()
        candidates = snap(self.city.network, self.city.candidates)
        table = reach_table(self.city.network, candidates, self.points, LIMIT_M, index=self.index)
        cover = cover_of(table)
        reached = perf_counter()
        firsts = []
        self.table, self.problem = table, Problem(cover, self.city.people)
        self.answer = cover_most(self.problem, PLACES, on_first=firsts.append)
        return reached - start, firsts[0].seconds, perf_counter() - reached, process_time() - cpu

    def show(self):
        answer, cover = self.answer, self.problem.cover
        print(f"{cover.shape[1]:,} points, {self.city.network.n_edges:,} streets, {cover.nnz:,} entries in the matrix")
        print(f"  candidates snapped, reach table, cover matrix   {1000 * self.reach:8.1f} ms")
        print(f"  first answer (in the next line)                 {1000 * self.first:8.1f} ms")
        print(f"  the answer with its proof                       {1000 * self.proof:8.1f} ms")
        print(f"  all                                             {1000 * self.total:8.1f} ms")
        print(f"  processor time of all                           {1000 * self.cpu:8.1f} ms")
        print(f"  {answer.value:,.0f} people; {answer.method}; gap {answer.gap:.4%}\n")


def _others(case):
    """Harder questions about the same city: what is proven in which time, asked once."""
    streets = dict.fromkeys(range(12), 2)
    problem = Problem(case.problem.cover, case.city.people, groups=case.city.streets, budgets=streets)
    larger = city(100_000, 1000)
    table = reach_table(larger.network, snap(larger.network, larger.candidates), case.points, LIMIT_M, index=case.index)
    wide = Problem(cover_of(table), case.city.people, groups=larger.streets, budgets=streets)
    free = Problem(wide.cover, case.city.people)
    metres = metres_of(case.table)
    for name, ask in {
        "20 of 500, at most 2 a street": lambda: cover_most(problem, 20),
        "20 of 1000": lambda: cover_most(free, 20),
        "20 of 1000, at most 2 a street": lambda: cover_most(wide, 20),
        "the fewest of 500 for half of the people": lambda: cover_share(case.problem, 0.5),
        "10 of 500 for the least average minutes": lambda: least_average(
            metres, case.city.people, PLACES, penalty_m=PENALTY_M
        ),
    }.items():
        answer = ask()
        print(f"  {name:44} {answer.seconds:7.2f} s  {answer.value:12,.3f}  {answer.method}, gap {answer.gap:.4%}")
    print()


def _peer(python, case, n_points, seconds):
    """What spopt says about the city's first points; whatever it had told when its time was up."""
    cover = case.problem.cover[:, :n_points]
    people = case.city.people[:n_points]
    ours = cover_most(Problem(cover, people), PLACES)
    with tempfile.TemporaryDirectory() as folder:
        stored = Path(folder) / "case.npz"
        np.savez(stored, indptr=cover.indptr, indices=cover.indices, people=people)
        command = [python, Path(__file__).with_name("siting_peer.py"), stored, str(PLACES), str(seconds)]
        try:
            told = subprocess.run(command, stdout=subprocess.PIPE, timeout=seconds, check=True).stdout
        except subprocess.TimeoutExpired as stopped:
            told = stopped.stdout or b""
    peer = {"n_points": n_points, "ours": ours, "seconds": seconds}
    for line in told.decode().splitlines():
        if line.startswith("{"):
            peer |= json.loads(line)
    _show_peer(peer)
    return peer


def _show_peer(peer):
    print(f"spopt {peer.get('spopt', '')} with HiGHS, {peer['n_points']:,} points, the same matrix, once")
    if "build" not in peer:
        print("  not built", end="")
    else:
        print(f"  built in {peer['build']:.1f} s", end="")
    if "solve" in peer:
        print(f", solved in {peer['solve']:.1f} s: {peer['value']:,.0f} people, ", end="")
        print("optimal" if peer["proven"] else "not proven")
    else:
        print(f", not solved when {peer['seconds']:.0f} s were over")
    ours = peer["ours"]
    print(f"  ours, from the same matrix: {ours.seconds:.3f} s, {ours.value:,.0f} people, {ours.method}\n")


def _verdict(small, large, peers):
    checks = [
        (f"proven, cover matrix included: {small.total:.3f} s, bar {BAR_S} s", small.answer.is_proven),
        (f"the same at most {BAR_S} s", small.total <= BAR_S),
        (f"1,000,000 points proven, {large.total / small.total:.1f} x, bar {BAR_TIMES} x", large.answer.is_proven),
        (f"the same at most {BAR_TIMES} x", large.total <= BAR_TIMES * small.total),
    ]
    for peer in peers:
        if "value" in peer:
            times = (peer["build"] + peer["solve"]) / peer["ours"].seconds
            same = abs(peer["value"] - peer["ours"].value) < 0.5 if peer["proven"] else True
            checks.append((f"spopt and HiGHS find the same at {peer['n_points']:,} points, {times:.0f} x slower", same))
    for text, holds in checks:
        print(f"{'holds' if holds else 'MISSES'}  {text}")
    return 0 if all(holds for _, holds in checks) else 1


def _arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--peer", help="Python of an environment with bench/requirements-siting.txt")
    parser.add_argument("--peer-seconds", type=float, default=600, help="how long it may try 100,000 points")
    parser.add_argument("--quick", action="store_true", help="without the harder questions")
    return parser.parse_args()


def _cores():
    return len(os.sched_getaffinity(0))


if __name__ == "__main__":
    main()
