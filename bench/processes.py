"""CPU time of process trees, and the server under measurement. Linux only: it reads /proc."""

import os
import socket
import subprocess
import sys
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from time import clock_gettime, sleep

ROOT = Path(__file__).resolve().parent.parent
TICK_MS = 1000 / os.sysconf("SC_CLK_TCK")
# Fields of /proc/<pid>/stat after the program's name: parent, then user and system time, own and of ended children.
PARENT, OWN, ENDED = 1, slice(11, 13), slice(13, 15)
# The low bits of a clock that is a process's: all that its threads have run.
CPU_CLOCK = 2
WORKERS = 2


def cpu_ms(pid: int) -> float:
    """Milliseconds of CPU that a process, everything below it and its ended children have used so far."""
    children = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (fields := _stat(entry.name)):
            children.setdefault(int(fields[PARENT]), []).append((int(entry.name), fields))

    def below(parent):
        return sum(_own_ms(child, fields) + below(child) for child, fields in children.get(parent, ()))

    fields = _stat(pid)
    return _own_ms(pid, fields) + _ticks(fields[ENDED]) * TICK_MS + below(pid)


def _own_ms(pid, fields):
    """To the microsecond by the process's own clock (clock_getcpuclockid), else to the tick."""
    try:
        return 1000 * clock_gettime(~pid << 3 | CPU_CLOCK)
    except OSError:  # it has just ended
        return _ticks(fields[OWN]) * TICK_MS


def parent_of(pid: int) -> int:
    """The process that started another."""
    return int(_stat(pid)[PARENT])


def _stat(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None  # it has just ended


def _ticks(fields):
    return sum(map(int, fields))


@contextmanager
def server():
    """The portal as in production, on a free port: (process id, port). It ends with the block."""
    with socket.socket() as chosen:
        chosen.bind(("127.0.0.1", 0))
        port = chosen.getsockname()[1]
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "bench.settings",
        "PORT": str(port),
        "HOST": "127.0.0.1",
        "WEB_CONCURRENCY": str(WORKERS),
        "DEMO": "0",
    }
    command = [sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(port, process)
        yield process.pid, port
    finally:
        process.terminate()
        process.wait()


def _wait_for(port, process):
    for _ in range(200):
        if process.poll() is not None:
            raise SystemExit("gunicorn did not start: run script/setup --dev first.")
        try:
            connection = HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/empty/")
            if connection.getresponse().status == 200:
                return
        except OSError:
            sleep(0.1)
    raise SystemExit("gunicorn does not answer.")
