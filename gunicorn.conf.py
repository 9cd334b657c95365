"""How gunicorn serves the portal. script/server reads this file; so should a service unit in production."""

import os
import sys
from pathlib import Path

from jiangcheng.environment import read

_HOST = os.environ.get("HOST") or "127.0.0.1"
_PORT = os.environ.get("PORT") or "8000"
_ADDRESS = f"[{_HOST}]:{_PORT}" if ":" in _HOST else f"{_HOST}:{_PORT}"
_EVERY_ADDRESS = {"0.0.0.0", "::"}  # noqa: S104  (recognised so that a usable link is shown; not a default)
_DEMO_ACCOUNTS = Path(read("VAR_DIR") or "var") / "demo-accounts.txt"

wsgi_app = "jiangcheng.wsgi"
bind = _ADDRESS

# Threads, so that a phone on a slow line holds up one of them and not a whole process. Django keeps one
# database connection per thread, and these threads live as long as their process: at most workers times
# threads connections, opened once and then reused.
workers = int(os.environ.get("WEB_CONCURRENCY") or 2)
worker_class = "gthread"
threads = 4
keepalive = 5

# The longest that gunicorn can be told to accept: a Chinese character in an address takes nine bytes of it.
limit_request_line = 8190

# Its default place is one per user, which two portals on a machine would fight for.
control_socket_disable = True

# No visitor's address and no query string in the log: a query holds a resident's position or search words.
accesslog = "-"
access_log_format = "%(t)s %(m)s %(U)s %(s)s %(B)sB %(M)sms"
loglevel = "warning"


def when_ready(server):
    """Announce the portal once it really listens, with the demo accounts when this is a demonstration."""
    shown = f"localhost:{_PORT}" if _HOST in _EVERY_ADDRESS else _ADDRESS
    lines = ["", f"The portal is at http://{shown}/ (bound to {_ADDRESS}; Ctrl-C stops it)"]
    if read("DEMO") and _DEMO_ACCOUNTS.exists():
        lines += [f"Demo accounts for /admin/, from {_DEMO_ACCOUNTS} (username password role scope):"]
        lines += [f"  {line}" for line in _DEMO_ACCOUNTS.read_text(encoding="utf-8").splitlines()]
    print(*lines, "", sep="\n", file=sys.stderr, flush=True)
