"""Find the GDAL, GEOS and SpatiaLite libraries, so that nobody has to install GDAL by hand.

The wheels of pyogrio and shapely carry GDAL and GEOS; only SpatiaLite comes from the system's packages
(`libsqlite3-mod-spatialite` on Debian and Ubuntu, `libspatialite` with brew). Each can be set by an environment
variable of the same name as Django's setting.
"""

import ctypes
import importlib.util
import os
import sys
from pathlib import Path


def _wheel(name: str) -> Path:
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        raise SystemExit(f"{name} is not installed: run script/setup first.")
    return Path(spec.origin).parent


def _library_in_wheel(name: str, stem: str) -> str:
    package = _wheel(name)
    if sys.platform == "darwin":
        found = sorted((package / ".dylibs").glob(f"{stem}.*dylib"))
    else:
        found = sorted((package.parent / f"{name}.libs").glob(f"{stem}-*.so*"))
    if not found:
        raise SystemExit(f"{stem} is not in {name}'s wheel: set GDAL_LIBRARY_PATH and GEOS_LIBRARY_PATH.")
    return str(found[0])


def geos_library_path() -> str:
    """Path of libgeos_c: GEOS_LIBRARY_PATH or the wheel's."""
    return os.environ.get("GEOS_LIBRARY_PATH") or _library_in_wheel("shapely", "libgeos_c")


def gdal_library_path() -> str:
    """Path of libgdal: GDAL_LIBRARY_PATH or the wheel's, told where its own data and PROJ's lie.

    The search path is set inside this library alone: an environment variable would also reach the system's
    PROJ that SpatiaLite uses, which may be of another version.
    """
    if path := os.environ.get("GDAL_LIBRARY_PATH"):
        return path
    path = _library_in_wheel("pyogrio", "libgdal")
    gdal = ctypes.CDLL(path)
    package = _wheel("pyogrio")
    proj_paths = (ctypes.c_char_p * 2)(str(package / "proj_data").encode(), None)
    gdal.OSRSetPROJSearchPaths(proj_paths)
    gdal.CPLSetConfigOption(b"GDAL_DATA", str(package / "gdal_data").encode())
    return path


def spatialite_library_path() -> str:
    """Name or path of mod_spatialite for SQLite's load_extension: SPATIALITE_LIBRARY_PATH or the usual places."""
    if path := os.environ.get("SPATIALITE_LIBRARY_PATH"):
        return path
    for folder in ("/opt/homebrew/lib", "/usr/local/lib"):
        for name in ("mod_spatialite.dylib", "mod_spatialite.so"):
            if (candidate := Path(folder) / name).exists():
                return str(candidate)
    return "mod_spatialite"
