"""Arrays that workers share: whole or not there, never half written, never in the way."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from coverage import array_files
from coverage.array_files import MOST_KEPT, name_of, open_arrays, save_arrays


@pytest.fixture(autouse=True)
def _own_folder(own_files):
    pass


def test_what_is_kept_is_opened_as_it_was():
    save_arrays("tables", "one", metres=np.arange(5.0), points=np.arange(3, dtype=np.int32))
    metres, points = open_arrays("tables", "one", "metres", "points")
    assert metres.tolist() == [0, 1, 2, 3, 4]
    assert points.dtype == np.int32
    with pytest.raises(ValueError, match="read-only"):
        metres[0] = 7


def test_what_is_not_there_or_not_whole_is_none(own_files):
    assert open_arrays("tables", "one", "metres") is None
    save_arrays("tables", "one", metres=np.arange(5.0))
    assert open_arrays("tables", "one", "metres", "points") is None
    assert open_arrays("tables", "one", "metres") is None  # dropped, to be made anew


def test_the_first_of_several_writers_stays(own_files):
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: save_arrays("tables", "one", metres=np.arange(1000.0)), range(12)))
    assert open_arrays("tables", "one", "metres")[0].sum() == 499_500
    assert [path.name for path in (own_files / "coverage" / "tables").iterdir()] == ["one"]


def test_old_ones_make_room_and_stay_readable_for_those_who_have_them_open(own_files):
    save_arrays("tables", "first", metres=np.arange(5.0))
    (kept,) = open_arrays("tables", "first", "metres")
    for number in range(MOST_KEPT + 3):
        save_arrays("tables", f"later-{number}", metres=np.arange(2.0))
    assert len(list((own_files / "coverage" / "tables").iterdir())) == MOST_KEPT
    assert kept.tolist() == [0, 1, 2, 3, 4]


def test_a_disk_that_takes_nothing_costs_the_sharing_only(monkeypatch):
    monkeypatch.setattr(array_files, "mkdtemp", lambda **_: (_ for _ in ()).throw(OSError("full")))
    save_arrays("tables", "one", metres=np.arange(5.0))
    assert open_arrays("tables", "one", "metres") is None


def test_a_name_stands_for_everything_that_it_is_made_of():
    points = np.array([[1.0, 2.0]])
    names = {
        name_of("tables", "network", points, 1080.0),
        name_of("tables", "network", points, 2160.0),
        name_of("tables", "other", points, 1080.0),
        name_of("tables", "network", points + 1e-9, 1080.0),
        name_of("tables", "networkx", points[:0], 1080.0),
    }
    assert len(names) == 5
    assert name_of("tables", "network", points.copy(), 1080.0) in names
