"""The same shortest-path question to other libraries, each in a process of its own.

Given nodes, edges, lengths and the nodes of centres: metres at every node to the nearest centre within a limit.
`python bench/coverage_peers.py NAME INPUT.npz OUTPUT` prints one line of JSON.
"""

import json
import re
import sys
from pathlib import Path
from statistics import median
from time import process_time

import numpy as np

ROOT = Path(__file__).resolve().parent.parent


def engine(case):
    from types import SimpleNamespace

    from coverage.engine.assembling import graph_of
    from coverage.engine.reach import node_metres
    from coverage.engine.snapping import Snaps

    def build():
        return graph_of(len(case["nodes"]), case["tails"], case["heads"], case["lengths"])

    def query(graph, count):
        network = SimpleNamespace(**graph, **case, n_nodes=len(case["nodes"]))
        at = Snaps(case["edges"][:count], np.zeros(count), np.zeros(count))
        return node_metres(network, at, case["limit"])[0]

    return build, query


def scipy(case):
    from scipy.sparse.csgraph import dijkstra

    from coverage.engine.assembling import graph_of

    def build():
        from scipy.sparse import csr_array

        n = len(case["nodes"])
        parts = graph_of(n, case["tails"], case["heads"], case["lengths"])
        return csr_array((parts["weights"], parts["indices"], parts["indptr"]), shape=(n, n))

    def query(graph, count):
        return dijkstra(graph, indices=case["sources"][:count], min_only=True, limit=case["limit"])

    return build, query


def networkx(case):
    import networkx as nx

    def build():
        graph = nx.Graph()
        graph.add_nodes_from(range(len(case["nodes"])))
        order = np.argsort(-case["lengths"], kind="stable")  # the shortest of parallel edges is written last
        columns = (case[name][order].tolist() for name in ("tails", "heads", "lengths"))
        graph.add_weighted_edges_from(zip(*columns, strict=True))
        return graph

    def query(graph, count):
        sources = set(case["sources"][:count].tolist())
        found = nx.multi_source_dijkstra_path_length(graph, sources, cutoff=case["limit"])
        metres = np.full(len(case["nodes"]), np.inf)
        metres[list(found)] = list(found.values())
        return metres

    return build, query


def igraph(case):
    import igraph as ig

    n = len(case["nodes"])

    def build():
        # igraph asks from one vertex: for each number of centres one more leads to all of them, and nothing back to it
        ends = np.column_stack([case["tails"], case["heads"]])
        joins = [np.column_stack([np.full(c, n + i), case["sources"][:c]]) for i, c in enumerate(case["counts"])]
        graph = ig.Graph(n + len(joins), np.concatenate([ends, ends[:, ::-1], *joins]), directed=True)
        graph.es["weight"] = np.concatenate([case["lengths"], case["lengths"], np.zeros(sum(map(len, joins)))])
        return graph

    def query(graph, count):
        source = n + case["counts"].tolist().index(count)
        metres = np.array(graph.distances(source=[source], weights="weight", mode="out")[0][:n])  # it has no limit
        return np.where(metres <= case["limit"], metres, np.inf)

    return build, query


def pandana(case):
    import pandana as pdna
    import pandas as pd

    x, y = (pd.Series(column) for column in case["nodes"].T)

    def build():
        edges = pd.DataFrame({"from": case["tails"], "to": case["heads"], "metres": case["lengths"]})
        network = pdna.Network(x, y, edges["from"], edges["to"], edges[["metres"]], twoway=True)
        for count in case["counts"]:
            at = case["sources"][:count]
            network.set_pois(f"centers {count}", case["limit"], 1, x.iloc[at], y.iloc[at])
        return network

    def query(network, count):
        found = network.nearest_pois(case["limit"], f"centers {count}", num_pois=1).to_numpy()[:, 0]
        return np.where(found < case["limit"], found, np.inf)  # the limit itself stands for "none"

    return build, query


def resident_mb(field):
    """What /proc says of this process: VmRSS now, VmHWM at its highest. (getrusage tells the parent's peak as well.)"""
    return int(re.search(rf"{field}:\s*(\d+)", Path("/proc/self/status").read_text())[1]) / 1024


def main(name, given, answer):
    with np.load(given) as stored:
        case = {key: stored[key] for key in stored.files}
    case["limit"] = float(case["limit"])
    build, query = {f.__name__: f for f in (engine, scipy, networkx, igraph, pandana)}[name](case)
    before = resident_mb("VmRSS")
    started = process_time()
    graph = build()
    build_s = process_time() - started
    query_s = {}
    for count in case["counts"].tolist():
        times = []
        while len(times) < 3 or (sum(times) < 1 and len(times) < 50):
            started = process_time()
            metres = query(graph, count)
            times.append(process_time() - started)
        query_s[count] = median(times)
        np.save(f"{answer}-{count}.npy", metres)
    print(json.dumps({"build_s": build_s, "query_s": query_s, "peak_mb": resident_mb("VmHWM") - before}))


if __name__ == "__main__":
    sys.path[0] = str(ROOT)  # not bench/: its coverage.py is not the app
    main(*sys.argv[1:4])
