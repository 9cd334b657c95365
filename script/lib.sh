# shellcheck shell=bash
# Shared by the scripts beside it, which source it first. Works with bash 3.2 (macOS) and later.

ROOT=$(CDPATH='' cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd -P)
# shellcheck disable=SC2034  # for the scripts
VENV="$ROOT/.venv"

say() { printf '%s\n' "$*" >&2; }

die() {
    say "$(basename -- "$0"): $*"
    exit 1
}

is_root() { [ "$(id -u)" -eq 0 ]; }

# The comment at the top of a script is its help text.
show_usage() { sed -n '2,/^[^#]/{/^#/s/^# \{0,1\}//p;}' "$0"; }

# Can the portal run on this interpreter? 3.11 or later, and its sqlite3 was compiled so that it can load SpatiaLite:
# those that pyenv builds and that python.org ships for macOS were not, and say so only when asked.
python_is_usable() {
    "$1" - >/dev/null 2>&1 <<'PYTHON'
import sqlite3, sys
sqlite3.connect(":memory:").enable_load_extension(True)
sys.exit(sys.version_info < (3, 11))
PYTHON
}

# Prints the programs' directory of the newest PostgreSQL on this machine that has PostGIS; fails when there is none.
postgis_bin() {
    local bin found=""
    for bin in /usr/lib/postgresql/*/bin {/opt/homebrew,/usr/local}/opt/postgresql@*/bin; do
        [ -x "$bin/initdb" ] || continue
        [ -f "$("$bin/pg_config" --sharedir)/extension/postgis.control" ] && found=$bin
    done
    [ -n "$found" ] && printf '%s\n' "$found"
}

# Prints the path of a Chromium or Chrome, CHROMIUM's first; fails when there is none.
browser_path() {
    local name
    for name in "${CHROMIUM:-chromium}" chromium-browser google-chrome \
        "/Applications/Chromium.app/Contents/MacOS/Chromium" \
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"; do
        command -v "$name" && return
    done
    return 1
}
