"""The same shortest-path question to other libraries, each in a process of its own.

Given nodes, edges, lengths and the nodes of centres: metres at every node to the nearest centre within a limit.
`python bench/coverage_peers.py NAME INPUT.npz OUTPUT.npy` prints one line of JSON.
"""

import json
import resource
import sys
from pathlib import Path
from statistics import median
from time import process_time

import numpy as np

ROOT = Path(__file__).resolve().parent.parent


def engine(case):
    from coverage.engine.assembling import graph_of

    def build():
        return graph_of(len(case["nodes"]), case["tails"], case["heads"], case["lengths"])

    def query(graph):
        from types import SimpleNamespace

        from coverage.engine.reach import node_metres
        from coverage.engine.snapping import Snaps

        network = SimpleNamespace(**graph, **case, n_nodes=len(case["nodes"]))
        at = Snaps(case["source_edges"], case["source_along"], np.zeros(len(case["sources"])))
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

    return build, lambda graph: dijkstra(graph, indices=case["sources"], min_only=True, limit=case["limit"])


def networkx(case):
    import networkx as nx

    def build():
        graph = nx.Graph()
        graph.add_nodes_from(range(len(case["nodes"])))
        order = np.argsort(-case["lengths"], kind="stable")  # the shortest of parallel edges is written last
        columns = (case[name][order].tolist() for name in ("tails", "heads", "lengths"))
        graph.add_weighted_edges_from(zip(*columns, strict=True))
        return graph

    def query(graph):
        found = nx.multi_source_dijkstra_path_length(graph, set(case["sources"].tolist()), cutoff=case["limit"])
        metres = np.full(len(case["nodes"]), np.inf)
        metres[list(found)] = list(found.values())
        return metres

    return build, query


def igraph(case):
    import igraph as ig

    n = len(case["nodes"])

    def build():
        # igraph asks from one vertex: one more is joined to all centres
        ends = np.column_stack([case["tails"], case["heads"]])
        joins = np.column_stack([np.full(len(case["sources"]), n), case["sources"]])
        graph = ig.Graph(n + 1, np.concatenate([ends, joins]))
        graph.es["weight"] = np.concatenate([case["lengths"], np.zeros(len(joins))])
        return graph

    def query(graph):
        metres = np.array(graph.distances(source=[n], weights="weight")[0][:n])  # it has no limit
        return np.where(metres <= case["limit"], metres, np.inf)

    return build, query


def pandana(case):
    import pandana as pdna
    import pandas as pd

    x, y = (pd.Series(column) for column in case["nodes"].T)

    def build():
        edges = pd.DataFrame({"from": case["tails"], "to": case["heads"], "metres": case["lengths"]})
        network = pdna.Network(x, y, edges["from"], edges["to"], edges[["metres"]], twoway=True)
        at = case["sources"]
        network.set_pois("centers", case["limit"], 1, x.iloc[at], y.iloc[at])
        return network

    def query(network):
        found = network.nearest_pois(case["limit"], "centers", num_pois=1).to_numpy()[:, 0]
        return np.where(found < case["limit"], found, np.inf)  # the limit itself stands for "none"

    return build, query


def main(name, given, answer):
    with np.load(given) as stored:
        case = {key: stored[key] for key in stored.files}
    case["limit"] = float(case["limit"])
    build, query = {f.__name__: f for f in (engine, scipy, networkx, igraph, pandana)}[name](case)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = process_time()
    graph = build()
    build_s = process_time() - started
    times, metres, spent = [], None, 0.0
    while len(times) < 3 or (spent < 1 and len(times) < 50):
        started = process_time()
        metres = query(graph)
        times.append(process_time() - started)
        spent += times[-1]
    peak_mb = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    np.save(answer, metres)
    print(json.dumps({"build_s": build_s, "query_s": median(times), "peak_mb": peak_mb}))


if __name__ == "__main__":
    sys.path[0] = str(ROOT)  # not bench/: its coverage.py is not the app
    main(*sys.argv[1:4])
