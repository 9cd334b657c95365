"""The walking network: a graph whose edges keep their shape and their length on the ellipsoid."""

from dataclasses import dataclass, field, fields
from functools import cached_property

import numpy as np
from scipy.sparse import csr_array

from coverage.engine import stored
from coverage.engine.assembling import assemble
from coverage.engine.buckets import Buckets
from coverage.engine.plane import Plane, as_points

FORMAT = 1


class DamagedNetwork(ValueError):
    """The stored files of a network are missing, incomplete or of another kind."""


@dataclass(frozen=True, eq=False)
class Network:
    """n nodes and m edges in metres of `plane`. Everything may be walked both ways.

    nodes (n, 2); tails, heads (m,) int32; lengths (m,) metres of the edge's shape on the ellipsoid;
    shape_starts (m + 1,), shape_xy (k, 2), shape_m (k,): edge e runs through
    shape_xy[shape_starts[e]:shape_starts[e + 1]], and shape_m are the metres walked there from the tail;
    indptr, indices, weights: the symmetric graph (CSR), parallel edges by their minimum, loops left out;
    node_starts (n + 1,), node_edges: the edges at each node; grid: buckets of the nodes;
    bridges (b,): the edges that were drawn in as footbridges: one walks over them, but nobody lives on them.

    Nodes and edges are numbered by place (rows of squares from the south-west), not in the order of the input.
    """

    plane: Plane
    nodes: np.ndarray
    tails: np.ndarray
    heads: np.ndarray
    lengths: np.ndarray
    shape_starts: np.ndarray
    shape_xy: np.ndarray
    shape_m: np.ndarray
    indptr: np.ndarray
    indices: np.ndarray
    weights: np.ndarray
    node_starts: np.ndarray
    node_edges: np.ndarray
    grid: Buckets
    meta: dict
    bridges: np.ndarray = field(default_factory=lambda: np.zeros(0, np.int32))

    @classmethod
    def build(cls, nodes_lonlat, tails, heads, shapes=None, meta=None, plane=None) -> "Network":
        """From nodes (n, 2) in degrees, ends (m,) as indices into them and m lines (p, 2), both ends included.

        Without shapes edges are straight. The first and last point of a shape are set to its nodes. ValueError when the
        parts do not fit together.
        """
        nodes_lonlat = as_points(nodes_lonlat)
        tails, heads = np.asarray(tails, np.int64).reshape(-1), np.asarray(heads, np.int64).reshape(-1)
        _refuse_misfits(nodes_lonlat, tails, heads, shapes)
        plane = plane or Plane.about(nodes_lonlat)
        if shapes is None:
            shapes = np.stack([nodes_lonlat[tails], nodes_lonlat[heads]], axis=1)
        counts = np.fromiter(map(len, shapes), np.int64, len(tails))
        if len(tails) and counts.min() < 2:
            raise ValueError("the shape of an edge needs both of its ends")
        starts = np.concatenate([[0], np.cumsum(counts)])
        lonlat = np.array(as_points(np.concatenate(shapes) if len(tails) else []))
        lonlat[starts[:-1]], lonlat[starts[1:] - 1] = nodes_lonlat[tails], nodes_lonlat[heads]
        if not np.isfinite(lonlat).all():
            raise ValueError("a coordinate is not a number")
        arrays = assemble(plane, plane.to_xy(nodes_lonlat), tails, heads, starts, plane.to_xy(lonlat))
        return cls(plane=plane, meta=dict(meta or {}), **arrays)

    def save(self, folder) -> str:
        """Write under folder/<sha256>/ and answer that name. Equal networks get equal bytes and one name."""
        arrays = {name: getattr(self, name) for name in _ARRAYS} | {"grid_starts": self.grid.starts}
        plane = {"lon0": self.plane.lon0, "lat0": self.plane.lat0}
        return stored.write(
            folder, arrays, {"format": FORMAT, "plane": plane, "grid": self.grid.measures, "meta": self.meta}
        )

    @classmethod
    def open(cls, folder, name: str) -> "Network":
        """Memory-mapped, nothing copied; workers share the pages. DamagedNetwork when the files are not whole."""
        try:
            arrays, outside = stored.read(folder, name)
            if outside["format"] != FORMAT:
                raise DamagedNetwork(f"network {name} is stored in format {outside['format']}, not {FORMAT}")
            grid = Buckets(**outside["grid"], starts=arrays.pop("grid_starts"))
            return cls(plane=Plane(**outside["plane"]), grid=grid, meta=outside["meta"], **arrays)
        except (stored.Damaged, KeyError, TypeError) as error:
            raise DamagedNetwork(f"network {name}: {error}") from error

    @staticmethod
    def check(folder, name: str) -> None:
        """Read every byte and compare with the name; DamagedNetwork when it differs. `open` looks at lengths only."""
        try:
            stored.check(folder, name)
        except stored.Damaged as error:
            raise DamagedNetwork(str(error)) from error

    @cached_property
    def graph(self) -> csr_array:
        """The symmetric graph (n, n), metres."""
        return csr_array((self.weights, self.indices, self.indptr), shape=(self.n_nodes, self.n_nodes))

    @cached_property
    def kept(self) -> dict:
        """What is derived once and kept as long as this network lives."""
        return {}

    @cached_property
    def is_bridge(self) -> np.ndarray:
        """(m,) whether an edge is a footbridge."""
        flags = np.zeros(self.n_edges, bool)
        flags[self.bridges] = True
        return flags

    @cached_property
    def node_row(self) -> np.ndarray:
        """(n,) the row of squares of each node."""
        return np.repeat(np.arange(self.grid.rows, dtype=np.int32), np.diff(self.grid.row_starts))

    @property
    def n_nodes(self) -> int:
        return len(self.nodes)

    @property
    def n_edges(self) -> int:
        return len(self.tails)

    @property
    def nbytes(self) -> int:
        """Bytes of all arrays: what one machine holds, however many workers open it."""
        return sum(getattr(self, name).nbytes for name in _ARRAYS) + self.grid.starts.nbytes

    def with_edits(self, barriers=(), bridges=()) -> "Network":
        """Another network with barriers and footbridges drawn in; see `edits`."""
        from coverage.engine.edits import edited

        return edited(self, barriers, bridges)


_ARRAYS = [part.name for part in fields(Network) if part.name not in ("plane", "grid", "meta")]


def _refuse_misfits(nodes, tails, heads, shapes):
    if len(tails) != len(heads) or (shapes is not None and len(shapes) != len(tails)):
        raise ValueError("every edge needs a tail, a head and a shape")
    if len(tails) and not (min(tails.min(), heads.min()) >= 0 and max(tails.max(), heads.max()) < len(nodes)):
        raise ValueError("an edge ends at a node that is not there")
    if not np.isfinite(nodes).all() or (len(nodes) and (np.abs(nodes) > [180, 90]).any()):
        raise ValueError("a node is not on the earth")
