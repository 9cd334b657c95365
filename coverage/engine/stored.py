"""Named arrays in a folder that is called by the hash of its content, written at once and opened memory-mapped.

`<folder>/<sha256>/` holds one `.npy` for each array and `meta.json`. Equal arrays and equal meta give equal bytes and
so the same name. A folder appears complete or not at all: it is written beside its place and renamed.
"""

import json
import os
import shutil
import tempfile
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import numpy as np

META = "meta.json"


class Damaged(ValueError):
    """A stored folder is missing, incomplete or not what its name says."""


def write(folder, arrays: dict[str, np.ndarray], meta: dict) -> str:
    """Store arrays and meta (plain JSON values) under `folder`; answers the name. Storing the same again is no work."""
    folder = Path(folder)
    files = {f"{name}.npy": _npy(array) for name, array in sorted(arrays.items())}
    listed = {name: len(content) for name, content in files.items()}
    files[META] = json.dumps({"files": listed, "meta": meta}, ensure_ascii=False, sort_keys=True, indent=1).encode()
    name = _name_of(files)
    place = folder / name
    if place.is_dir():
        try:
            check(folder, name)
            return name
        except Damaged:
            shutil.rmtree(place)
    folder.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=".writing-", dir=folder))
    try:
        for file_name, content in files.items():
            _write_through(beside / file_name, content)
        beside.chmod(0o755)
        try:
            beside.rename(place)
        except OSError:
            if not place.is_dir():  # someone else has just stored the same: then it is there
                raise
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return name


def read(folder, name: str) -> tuple[dict[str, np.ndarray], dict]:
    """Arrays, memory-mapped and read-only, and meta. Damaged when a file is missing or not as long as it was written.

    The content is not read, so that this takes about a millisecond; `check` reads all of it.
    """
    place = Path(folder) / name
    try:
        stored = json.loads((place / META).read_bytes())
        arrays = {}
        for file_name, length in stored["files"].items():
            path = place / file_name
            if path.stat().st_size != length:
                raise Damaged(f"{path} is not as long as it was written")
            arrays[file_name.removesuffix(".npy")] = _open(path)
        return arrays, stored["meta"]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        if isinstance(error, Damaged):
            raise
        raise Damaged(f"{place} cannot be opened: {error}") from error


def check(folder, name: str) -> None:
    """Read everything and compare it with the name; Damaged when it differs."""
    place = Path(folder) / name
    try:
        stored = json.loads((place / META).read_bytes())
        files = {file_name: (place / file_name).read_bytes() for file_name in sorted(stored["files"])}
        files[META] = (place / META).read_bytes()
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Damaged(f"{place} cannot be read: {error}") from error
    if _name_of(files) != name:
        raise Damaged(f"{place} does not hold what its name says")


def _open(path):
    """A plain array over the mapped file: np.memmap itself costs time at every slice."""
    return np.asarray(np.load(path, mmap_mode="r", allow_pickle=False))


def _npy(array):
    content = BytesIO()
    np.save(content, np.ascontiguousarray(array), allow_pickle=False)
    return content.getvalue()


def _name_of(files):
    digest = sha256()
    for file_name, content in files.items():
        digest.update(f"{file_name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def _write_through(path, content):
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
