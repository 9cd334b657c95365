"""spopt's MCLP with HiGHS on a stored case: run by bench/coverage_siting.py with the Python of its own environment.

siting_peer.py CASE.npz P SECONDS: a line of JSON when the model is built, and one when it is solved. The case is the
cover matrix by rows, and people.
"""

import json
import sys
from time import perf_counter

import numpy as np
import pulp
import spopt
from spopt.locate import MCLP


def main(case, p, seconds):
    stored = np.load(case)
    indptr, indices, people = stored["indptr"], stored["indices"], stored["people"]
    # spopt wants a dense table of costs, points by candidates.
    costs = np.ones((len(people), len(indptr) - 1), np.float32)
    for row in range(len(indptr) - 1):
        costs[indices[indptr[row] : indptr[row + 1]], row] = 0
    _tell(spopt=spopt.__version__, pulp=pulp.__version__)
    start = perf_counter()
    model = MCLP.from_cost_matrix(costs, people, service_radius=0.5, p_facilities=p)
    built = perf_counter()
    _tell(build=built - start)
    model.solve(pulp.HiGHS(msg=False, timeLimit=seconds, gapRel=0), results=False)
    proven = model.problem.sol_status == pulp.LpSolutionOptimal
    _tell(solve=perf_counter() - built, value=pulp.value(model.problem.objective), proven=proven)


def _tell(**facts):
    print(json.dumps(facts), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]))
