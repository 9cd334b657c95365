"""Where networks and uploaded files of streets lie: under VAR_DIR, where no address leads to them."""

import re
import secrets
import shutil
import time
from pathlib import Path

from django.conf import settings

from coverage.engine.network import Network
from exchange.storage import PrivateStorage

_NAME = re.compile(r"[0-9a-f]{64}")
# A worker may still be opening what has just gone out of use.
KEEP_SECONDS = 24 * 60 * 60


class CoverageStorage(PrivateStorage):
    """Uploaded files of streets and demand points."""

    @property
    def base_location(self):
        return settings.VAR_DIR / "coverage" / "uploads"


def coverage_storage() -> CoverageStorage:
    """The storage of uploaded files."""
    return CoverageStorage(file_permissions_mode=0o600, directory_permissions_mode=0o700)


def upload_name(version, filename) -> str:
    """A name that nobody can guess and that says nothing of the uploaded file's but its kind."""
    kind = filename.rsplit(".", 1)[-1]
    return f"{secrets.token_urlsafe(16)}.{kind if kind.isalnum() else 'upload'}"


def networks_folder() -> Path:
    """Where networks lie, each in a folder named by the hash of what it holds."""
    return settings.VAR_DIR / "coverage" / "networks"


def save_network(network: Network) -> str:
    """Write a network and answer its name."""
    folder = networks_folder()
    folder.mkdir(parents=True, exist_ok=True)
    return network.save(folder)


def open_network(name: str) -> Network:
    """The network with this name, mapped into memory.

    :raises DamagedNetwork: when it is not whole.
    :raises ValueError: for what is no name.
    """
    if not _NAME.fullmatch(name):
        raise ValueError(f"{name!r} names no network")
    return Network.open(networks_folder(), name)


def sweep_networks(names_in_use) -> int:
    """Remove networks that no version names and that are a day old; says how many."""
    in_use, swept = set(names_in_use), 0
    folder = networks_folder()
    for path in folder.iterdir() if folder.is_dir() else ():
        is_ours = path.is_dir() and _NAME.fullmatch(path.name)
        if is_ours and path.name not in in_use and time.time() - path.stat().st_mtime > KEEP_SECONDS:
            shutil.rmtree(path, ignore_errors=True)
            swept += 1
    return swept
