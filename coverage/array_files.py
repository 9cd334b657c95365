"""Arrays that the workers share: written once under a name that says what they were made from, opened memory-mapped.

A name stands for its content, so nothing is ever overwritten; a folder appears at once by a rename. Whatever is
missing or damaged is made anew.
"""

import shutil
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from tempfile import mkdtemp

import numpy as np
from django.conf import settings

# Of each kind so many are left: the present one, and those of former networks and of centres that moved back.
MOST_KEPT = 12


def name_of(*parts) -> str:
    """The name of what is made from these parts: arrays, texts and numbers."""
    digest = sha256()
    for part in parts:
        data = np.ascontiguousarray(part).tobytes() if isinstance(part, np.ndarray) else repr(part).encode()
        digest.update(len(data).to_bytes(8, "big"))
        digest.update(data)
    return digest.hexdigest()[:32]


def open_arrays(kind: str, name: str, *wanted: str) -> list[np.ndarray] | None:
    """The arrays of these names kept under `name`, None when one of them is missing or cannot be read."""
    folder = _folder(kind) / name
    try:
        # A plain array over the mapped file: a memmap itself costs time at every slice.
        return [np.asarray(np.load(folder / f"{stem}.npy", mmap_mode="r", allow_pickle=False)) for stem in wanted]
    except (OSError, ValueError, EOFError):
        shutil.rmtree(folder, ignore_errors=True)
        return None


def save_arrays(kind: str, name: str, **arrays: np.ndarray) -> None:
    """Keep arrays under a name. A full or read-only disk costs the sharing, not the answer."""
    parent = _folder(kind)
    with suppress(OSError):
        parent.mkdir(parents=True, exist_ok=True)
        made = Path(mkdtemp(prefix=".", dir=parent))
        try:
            for stem, array in arrays.items():
                np.save(made / f"{stem}.npy", array, allow_pickle=False)
            made.chmod(0o755)
            made.rename(parent / name)  # fails when another worker was quicker, with the same content
        finally:
            shutil.rmtree(made, ignore_errors=True)
        _drop_oldest(parent)


def _folder(kind):
    return Path(settings.VAR_DIR) / "coverage" / kind


def _drop_oldest(parent):
    """Who still has one open keeps it: a file lives as long as somebody maps it."""
    folders = sorted((path for path in parent.iterdir() if path.name[0] != "."), key=lambda path: path.stat().st_mtime)
    for folder in folders[:-MOST_KEPT]:
        shutil.rmtree(folder, ignore_errors=True)
