"""Names that stand for nobody in particular: what systems write where they do not know the customer."""

import re
from typing import TYPE_CHECKING

import numpy as np

from journeymine.sources.faults.columns import Mask

if TYPE_CHECKING:
    import pyarrow as pa

WORDS = frozenset(
    {
        *("guest", "gast", "guest user", "anonymous", "anonym", "anon", "unknown", "unbekannt", "nobody", "visitor"),
        *("null", "none", "n/a", "#n/a", "undefined", "not set", "not available", "missing"),
        *("empty", "blank", "no id", "noid", "default", "dummy", "test", "tester", "test user", "testuser"),
        *("-", "--", "?", "??", "???", ".", "0", "-1", "00000000-0000-0000-0000-000000000000"),
    }
)
_EXACT = frozenset({"nan", "NaN"})
"""As programs write it: NAN, as NA, may be a code of letters."""

_BRACKETS = re.compile(r"^[(\[{<](.*)[)\]}>]$")


def placeholders(names: "pa.Array") -> Mask:
    """Which names of customers are placeholders.

    Parameters
    ----------
    names
        Distinct names, text or integers.

    Returns
    -------
    Mask
        True for words such as ``guest``, ``(not set)``, ``n/a``, in any case and with any of ``_ -`` between words;
        of integers for -1 alone, as 0 and 9999 are real numbers of customers too.

    Examples
    --------
    >>> import pyarrow as pa
    >>> placeholders(pa.array(["Guest", "ann", "(not set)", "TEST_USER"])).tolist()
    [True, False, True, True]
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_integer(names.type):
        return np.asarray(pc.equal(names, -1))
    short = np.flatnonzero(np.asarray(pc.less_equal(pc.utf8_length(names), 36)))
    mask = np.zeros(len(names), np.bool_)
    # A placeholder that is not a number begins and ends as the words do, which leaves few names to look at.
    likely = pc.match_substring_regex(names.take(pa.array(short)), _LIKELY)
    some = short[np.asarray(likely)]
    mask[some] = [one in _EXACT or _bare(one) in WORDS for one in names.take(pa.array(some)).to_pylist()]
    return mask


def _bare(name: str) -> str:
    """A name in lower case, without blanks and brackets around it, one blank between words."""
    text = name.strip().casefold()
    text = _BRACKETS.sub(r"\1", text).strip()
    return text if text in WORDS else re.sub(r"[\s_-]+", " ", text).strip()


_FIRST = "".join(sorted({re.escape(word[0]) for word in WORDS}))
_LIKELY = rf"^\s*[(\[{{<]?\s*(?i:[{_FIRST}])"
