"""From loose nodes and edges to the arrays of a network: sorted by place, measured, with graph and incidences."""

import numpy as np

from coverage.engine.buckets import Buckets
from coverage.engine.plane import geodesic_m
from coverage.engine.ranges import expand, starts_of

# Sparse graphs mean "no edge" by zero in many a routine, so an edge without length weighs this in the graph.
LEAST_WEIGHT_M = 1e-9


def assemble(plane, nodes, tails, heads, shape_starts, shape_xy, shape_m=None, is_bridge=None) -> dict:
    """The arrays of a Network, as keyword arguments of it, in an order of places rather than of input.

    nodes (n, 2) and shape_xy (k, 2) in metres of the plane. shape_m (k,) is measured on the ellipsoid when not given.
    is_bridge (m,): none when not given.
    """
    tails, heads = np.asarray(tails, np.int64), np.asarray(heads, np.int64)
    shape_starts = np.asarray(shape_starts, np.int64)
    if shape_m is None:
        shape_m = measured(shape_starts, plane.to_lonlat(shape_xy))
    lengths = shape_m[shape_starts[1:] - 1] if len(tails) else np.zeros(0)
    grid, order = _by_place(nodes)
    rank = np.empty(len(nodes), np.int64)
    rank[order] = np.arange(len(nodes))
    nodes, tails, heads = nodes[order], rank[tails], rank[heads]
    order = np.lexsort([lengths, heads, tails])
    tails, heads, lengths = tails[order], heads[order], lengths[order]
    counts = np.diff(shape_starts)[order]
    taken, _ = expand(shape_starts[:-1][order], counts)
    return {
        "nodes": nodes,
        "tails": tails.astype(np.int32),
        "heads": heads.astype(np.int32),
        "lengths": lengths,
        "shape_starts": np.concatenate([[0], np.cumsum(counts)]),
        "shape_xy": shape_xy[taken],
        "shape_m": shape_m[taken],
        "grid": grid,
        "bridges": np.flatnonzero(np.zeros(len(order), bool) if is_bridge is None else is_bridge[order]).astype(
            np.int32
        ),
        **graph_of(len(nodes), tails, heads, lengths),
        **_incidences(len(nodes), tails, heads),
    }


def measured(starts, lonlat):
    """Metres from the tail at every point of every shape. Summed edge by edge, so that order changes no digit."""
    metres = np.zeros(len(lonlat))
    if len(lonlat) < 2:
        return metres
    steps = np.concatenate([[0.0], geodesic_m(lonlat[:-1], lonlat[1:])])
    at, ends = starts[:-1] + 1, starts[1:]
    while len(at):
        metres[at] = metres[at - 1] + steps[at]
        going = at + 1 < ends
        at, ends = at[going] + 1, ends[going]
    return metres


def _by_place(nodes):
    """Buckets of the nodes and the order that numbers nodes by bucket."""
    grid = Buckets.around(nodes)
    bucket = grid.bucket_of(nodes)
    order = np.lexsort([nodes[:, 0], nodes[:, 1], bucket])
    starts = starts_of(bucket[order], grid.rows * grid.columns).astype(np.int32)
    return Buckets(**grid.measures, starts=starts), order


def graph_of(n, tails, heads, lengths):
    """The symmetric graph as CSR. Of parallel edges the shortest stays, loops lead nowhere."""
    going = tails != heads
    tails, heads, weights = tails[going], heads[going], np.maximum(lengths[going], LEAST_WEIGHT_M)
    rows, columns = np.concatenate([tails, heads]), np.concatenate([heads, tails])
    weights = np.concatenate([weights, weights])
    order = np.lexsort([weights, columns, rows])
    rows, columns, weights = rows[order], columns[order], weights[order]
    first = np.ones(len(rows), bool)
    first[1:] = (rows[1:] != rows[:-1]) | (columns[1:] != columns[:-1])
    rows, columns, weights = rows[first], columns[first], weights[first]
    return {"indptr": starts_of(rows, n).astype(np.int32), "indices": columns.astype(np.int32), "weights": weights}


def _incidences(n, tails, heads):
    """The edges at each node, a loop once."""
    edges = np.arange(len(tails))
    other = tails != heads
    rows = np.concatenate([tails, heads[other]])
    order = np.lexsort([np.concatenate([edges, edges[other]]), rows])
    at_node = np.concatenate([edges, edges[other]])[order]
    return {"node_starts": starts_of(rows[order], n).astype(np.int32), "node_edges": at_node.astype(np.int32)}
