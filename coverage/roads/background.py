"""An import in a process of its own: how it is started, and how it says how far it is."""

import contextlib
import json
import os
import subprocess
import sys
import time

from django.conf import settings

# Ten times what a province takes: a file that needs more must not take the machine with it.
MEMORY_MB = 8 * 1024
SILENT_FOR = 900  # seconds without a word: the process is gone


def start_import(network_pk: int) -> None:
    """Start `manage.py import_roads` for an uploaded file; the request does not wait."""
    say(network_pk, "正在开始")
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "import_roads", "--upload", str(network_pk)]
    command += ["--memory-mb", str(MEMORY_MB)]
    environment = os.environ | {"VAR_DIR": str(settings.VAR_DIR)}
    subprocess.Popen(  # noqa: S603  (our own command, numbers only)
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        env=environment,
    )


def say(network_pk: int, stage: str) -> None:
    """Note what an import is doing: its transaction hides its row from others."""
    path = _file(network_pk)
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_suffix(".new")
    new.write_text(json.dumps({"stage": stage, "at": time.time()}, ensure_ascii=False), encoding="utf-8")
    new.replace(path)


def how_far(network_pk: int) -> dict | None:
    """The last words of an import; None when it has not said anything for long."""
    try:
        told = json.loads(_file(network_pk).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return told if time.time() - told["at"] < SILENT_FOR else None


def is_alive(network_pk: int) -> bool:
    """Whether an import has said anything lately."""
    return how_far(network_pk) is not None


def forget(network_pk: int) -> None:
    """The import is over."""
    with contextlib.suppress(OSError):
        _file(network_pk).unlink(missing_ok=True)


def _file(network_pk):
    return settings.VAR_DIR / "coverage" / "progress" / f"{int(network_pk)}.json"
