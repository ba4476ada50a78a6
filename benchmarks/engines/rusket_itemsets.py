"""rusket of PyPI: FP-growth and Eclat in Rust on all cores; all itemsets, as arrays."""

from collections.abc import Sequence
from typing import Any

from benchmarks.asked import Asked, Brought
from benchmarks.engines import version_of, why_not_installed


def version() -> str:
    """Version of the program."""
    return version_of("rusket")


def why_absent() -> str | None:
    """What is missing."""
    return why_not_installed("rusket")


def prepare(data: Sequence[Sequence[Any]], asked: Asked) -> Any:
    """Compressed sparse rows, the form that its compiled part takes; items are numbered 0, 1, …"""
    import numpy as np

    del asked
    ends = np.cumsum([0, *map(len, data)], dtype=np.int32)
    codes: dict[Any, int] = {}
    numbered = (codes.setdefault(item, len(codes)) for basket in data for item in basket)
    return ends, np.fromiter(numbered, np.int32, int(ends[-1])), len(codes)


def mine(prepared: Any, engine: str, asked: Asked) -> Any:
    """Search; arrays of supports, offsets and items, before it makes a frame of them."""
    from rusket import _rusket as compiled

    ends, items, names = prepared
    search = {"rusket-fpgrowth": compiled.fpgrowth_from_csr, "rusket-eclat": compiled.eclat_from_csr}[engine]
    return search(ends, items, names, asked.min_support, asked.max_length)


def told(result: Any) -> Brought:
    """What was found."""
    supports, _, _ = result
    return Brought(len(supports), int(supports.sum()))
