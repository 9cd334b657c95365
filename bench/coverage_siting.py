"""10 of 500 places in a city of 200,000 streets, proven optimal: how long it takes, beside spopt with HiGHS.

bench/coverage_siting.py [--rounds N] [--peer PYTHON] [--quick]
"""

import argparse
import json
import platform
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter

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
PEER_SECONDS = 600


def main():
    args = _arguments()
    print(f"{platform.machine()}, {_cores()} cores, {platform.system()}; Python {platform.python_version()}, ", end="")
    print(f"NumPy {np.__version__}, SciPy {scipy.__version__}; median of {args.rounds}\n")
    small = _Case(100_000, args.rounds)
    large = _Case(1_000_000, args.rounds)
    for case in (small, large):
        case.show()
    peer = _peer(args.peer, small) if args.peer else None
    if not args.quick:
        _others(small)
    sys.exit(_verdict(small, large, peer))


class _Case:
    """One city, asked several times from the network to the proof."""

    def __init__(self, n_points, rounds):
        self.city = city(n_points, CANDIDATES)
        points = snap(self.city.network, self.city.points)
        self.index = ReachIndex.of(self.city.network, points)
        self.points = points
        times = [self._ask() for _ in range(rounds + 1)][1:]  # the first warms up
        self.reach, self.first, self.proof = (median(column) for column in zip(*times, strict=True))
        self.total = median(sum((reach, proof)) for reach, _, proof in times)

    def _ask(self):
        start = perf_counter()
        candidates = snap(self.city.network, self.city.candidates)
        table = reach_table(self.city.network, candidates, self.points, LIMIT_M, index=self.index)
        cover = cover_of(table)
        reached = perf_counter()
        firsts = []
        self.table, self.problem = table, Problem(cover, self.city.people)
        self.answer = cover_most(self.problem, PLACES, on_first=firsts.append)
        return reached - start, firsts[0].seconds, perf_counter() - reached

    def show(self):
        answer, cover = self.answer, self.problem.cover
        print(f"{cover.shape[1]:,} points, {self.city.network.n_edges:,} streets, {cover.nnz:,} entries in the matrix")
        print(f"  candidates snapped, reach table, cover matrix   {1000 * self.reach:8.1f} ms")
        print(f"  first answer (in the next line)                 {1000 * self.first:8.1f} ms")
        print(f"  the answer with its proof                       {1000 * self.proof:8.1f} ms")
        print(f"  all                                             {1000 * self.total:8.1f} ms")
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


def _peer(python, case):
    with tempfile.TemporaryDirectory() as folder:
        stored = Path(folder) / "case.npz"
        cover = case.problem.cover
        np.savez(stored, indptr=cover.indptr, indices=cover.indices, people=case.city.people)
        command = [python, Path(__file__).with_name("siting_peer.py"), stored, str(PLACES), str(PEER_SECONDS)]
        told = subprocess.run(command, capture_output=True, text=True, check=True)
    peer = json.loads(told.stdout.strip().splitlines()[-1])
    print(f"spopt {peer['spopt']} with HiGHS through PuLP {peer['pulp']}, the same matrix, once")
    print(f"  build {peer['build']:.1f} s, solve {peer['solve']:.1f} s: {peer['value']:,.0f} people, ", end="")
    print(f"{'optimal' if peer['proven'] else f'not proven in {PEER_SECONDS} s'}\n")
    return peer


def _verdict(small, large, peer):
    checks = [
        (f"proven, cover matrix included: {small.total:.3f} s, bar {BAR_S} s", small.answer.is_proven),
        (f"the same at most {BAR_S} s", small.total <= BAR_S),
        (f"1,000,000 points proven, {large.total / small.total:.1f} x, bar {BAR_TIMES} x", large.answer.is_proven),
        (f"the same at most {BAR_TIMES} x", large.total <= BAR_TIMES * small.total),
    ]
    if peer:
        ours = small.total
        times = (peer["build"] + peer["solve"]) / ours
        checks.append((f"spopt finds no more; it takes {times:.0f} x", peer["value"] <= small.answer.value + 0.5))
    for text, holds in checks:
        print(f"{'holds' if holds else 'MISSES'}  {text}")
    return 0 if all(holds for _, holds in checks) else 1


def _arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--peer", help="Python of an environment with bench/requirements-siting.txt")
    parser.add_argument("--quick", action="store_true", help="without the harder questions")
    return parser.parse_args()


def _cores():
    import os

    return len(os.sched_getaffinity(0))


if __name__ == "__main__":
    main()
