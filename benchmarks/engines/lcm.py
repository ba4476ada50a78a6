"""LCM 5 of T. Uno, as the package nysol of PyPI brings it: it reads a file and counts itemsets, on one core.

Its time is that of a whole call, with the reading of the file. nysol is large and licensed under the AGPL, so it is no
part of the extra ``bench``.
"""

import importlib.machinery
import importlib.util
import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from benchmarks.asked import Asked, Brought
from benchmarks.engines import version_of, why_not_installed

KINDS = {"all": "F", "closed": "C", "maximal": "M"}


def version() -> str:
    """Version of nysol."""
    return version_of("nysol")


def why_absent() -> str | None:
    """What is missing."""
    return why_not_installed("nysol", extra=None)


def prepare(data: Sequence[Sequence[Any]], asked: Asked) -> Any:
    """A file of a basket a line."""
    del asked
    folder = Path(tempfile.mkdtemp(prefix="journeymine-lcm-"))
    source = folder / "baskets.dat"
    source.write_text("".join(" ".join(map(str, basket)) + "\n" for basket in data))
    return source


def mine(prepared: Any, engine: str, asked: Asked) -> Any:
    """Count; the file with the number of sets, all and by length."""
    del engine
    numbers = prepared.with_name("numbers.txt")
    _lcm().lcm_run([KINDS[asked.kind], str(prepared), str(asked.min_support)], str(numbers))
    return numbers


@cache
def _lcm() -> Any:
    """Its compiled part alone, for all of nysol asks for libraries of the system."""
    package = importlib.util.find_spec("nysol")
    assert package is not None
    folders = [str(Path(folder) / "take") for folder in package.submodule_search_locations or ()]
    spec = importlib.machinery.PathFinder.find_spec("_lcmlib", folders)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def told(result: Any) -> Brought:
    """How many sets there are, without the empty one."""
    total, empty, *_ = map(int, result.read_text().split())
    return Brought(total - empty)
