"""Pattern sets too large to be rendered in a test, held against other programs by a hash of the whole set.

All patterns were found by SPMF 2.59 (SIGN; PrefixSpan), rusket 0.1.101 (FIFA, BIBLE) and a plain PrefixSpan of 30 lines
(Kosarak). The closed ones are those of them from which no other comes by taking one event away without a change in
support.
"""

from pathlib import Path

import numpy as np
import pytest

from journeymine.mining.found import FoundPatterns
from journeymine.mining.sequences import find_sequences
from tests.golden.test_sequences import journeys

Known = tuple[int, int, int]
"""How many patterns, the sum of their supports, the hash."""

LARGE: dict[tuple[str, int, str], Known] = {
    ("SIGN", 37, "all"): (944_486, 50_267_489, 0xFC37_37C4_F363_7D8D),
    ("SIGN", 37, "closed"): (896_644, 48_170_189, 0x8847_1A11_2B5D_7B1D),
    ("FIFA", 2045, "all"): (40_642, 102_868_024, 0x4797_BE06_A6B7_10DF),
    ("FIFA", 2045, "closed"): (40_642, 102_868_024, 0x4797_BE06_A6B7_10DF),
    ("BIBLE", 182, "all"): (104_588, 35_374_724, 0xA4AE_4921_713C_6309),
    ("BIBLE", 182, "closed"): (103_981, 35_228_731, 0x3FCE_CB7F_3184_C80F),
    ("Kosarak_converted", 70, "all"): (494_367, 47_696_297, 0xA3A6_F16C_66F9_5F51),
    ("Kosarak_converted", 70, "closed"): (62_114, 7_699_217, 0x00AD_8624_AEE8_B40D),
}


def fingerprint(events: np.typing.NDArray[np.uint64], found: FoundPatterns) -> int:
    """A hash of a set of patterns of single events and of their supports, in whatever order they come.

    A pattern is a polynomial in its events, modulo 2⁶⁴; mixed with the support by the finalizer of SplitMix64 (Steele,
    Lea & Flood 2014) and added up.
    """
    starts = found.offsets[:-1].astype(np.int64)
    place = np.arange(len(events)) - np.repeat(starts, np.diff(found.offsets.astype(np.int64)))
    powers = np.cumprod(np.full(int(place.max()) + 1, 0x9E37_79B9_7F4A_7C15, np.uint64))
    hashes = np.add.reduceat((events + np.uint64(1)) * powers[place], starts)
    hashes ^= found.n_journeys.astype(np.uint64) * np.uint64(0xD6E8_FEB8_6659_FD93)
    for shift, factor in ((30, 0xBF58_476D_1CE4_E5B9), (27, 0x94D0_49BB_1331_11EB)):
        hashes = (hashes ^ hashes >> np.uint64(shift)) * np.uint64(factor)
    return int(np.add.reduce(hashes ^ hashes >> np.uint64(31)))


@pytest.mark.parametrize(("name", "min_support", "kind"), LARGE)
def test_the_whole_set_is_what_another_program_found(data: Path, name: str, min_support: int, kind: str) -> None:
    assert data.exists()
    coded = journeys(name)
    found = find_sequences(coded, min_support=min_support, kind=kind)
    names = np.array([coded.vocabulary.name(code) for code in range(len(coded.vocabulary))], np.uint64)
    assert found.element_starts is None
    seen = len(found), int(found.n_journeys.sum()), fingerprint(names[found.items], found)
    assert seen == LARGE[name, min_support, kind]
