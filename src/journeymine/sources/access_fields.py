r"""Lines of access logs → the columns they hold, a block of lines at once.

One regular expression says what a line is. To catch its groups takes RE2 eight times as long as to match it, because
the form is ambiguous as long as a quote may be escaped; so lines without a backslash are taken apart by three simple
expressions, of which each can be followed sign by sign (RE2's "one-pass"), and the others by the full one.
"""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

_QUOTED = r'(?:[^"\\]|\\.)*'
_GROUPS = {
    "host": r"\S+",
    "ident": r"\S+",
    "user": r".+?",
    "time": r"[^\[\]]*",
    "method": r"[A-Za-z_-]+",
    "path": r'(?:[^"?\s\\]|\\.)+',
    "query": r'(?:[^"\s\\]|\\.)*',
    "protocol": r"[A-Z]+/[0-9.]+",
    "status": r"\d{3}|-",
    "bytes": r"\d{1,18}|-",
    "referer": _QUOTED,
    "agent": _QUOTED,
    "rest": rf'(?:"{_QUOTED}"|[^"\s]\S*)(?: (?:"{_QUOTED}"|[^"\s]\S*))*',
}
_LINE = (
    r"^{host} {ident} {user} \[{time}\] "
    rf'"(?:{{method}} {{path}}(?:\?{{query}})?(?: {{protocol}})?|{_QUOTED})" '
    r'{status} {bytes}(?: "{referer}" "{agent}")?(?: {rest})?\r?\n?$'
)
# What the groups of a line without a backslash are, if the line has the form of `_LINE`; `user` ends in a blank.
_SIMPLE = {
    "host": r'[^ "]*',
    "ident": r'[^ "]*',
    "user": r'[^\["]*',
    "time": r'[^\[\]"]*',
    "method": r"[A-Za-z_-]+",
    "path": r'[^"?\s]+',
    "query": r'[^"\s]*',
    "protocol": r"[A-Z]+/[0-9.]+",
    "status": r"\d{3}|-",
    "bytes": r"\d+|-",
    "referer": r'[^"]*',
    "agent": r'[^"]*',
}
_HEAD = r'^{host} {ident} {user}\[{time}\] "'
_REQUEST = r'^[^"]*"{method} {path}(?:\?{query})?(?: {protocol})?"'
_TAIL = r'^[^"]*"[^"]*" {status} {bytes}(?: "{referer}" "{agent}")?'
_NUMBERS = ("status", "bytes")
_BACKSLASH = ord("\\")
_ESCAPE = re.compile(rb"\\(x[0-9a-fA-F]{2}|.)", re.DOTALL)
_CONTROLS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"v": b"\v"}

COLUMNS = tuple(_GROUPS)
"""What a line of an access log holds, in its order."""


def parsed(lines: "pa.Array", names: Sequence[str]) -> "tuple[pa.Table, NDArray[np.int64]]":
    """The columns of some lines, and which lines have another form, whose columns are null.

    Parameters
    ----------
    lines
        Text of type ``large_string``, of any length, without nulls.
    names
        Some of `COLUMNS`.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    good = pc.match_substring_regex(lines, _pattern(_LINE, ()))
    texts, simple = _simple_texts(lines, names)
    hard = ~np.asarray(simple) | _holds_backslash(lines)
    if "rest" in names:
        hard[:] = True
    hard &= np.asarray(good)
    if hard.any():
        full = pc.extract_regex(lines.filter(pa.array(hard)), _pattern(_LINE, tuple(names)))
        exact = {name: _unescaped(_or_null(full, name)) for name in names}
        texts = {name: pc.replace_with_mask(texts[name], pa.array(hard), exact[name]) for name in names}
    bad = np.flatnonzero(~np.asarray(good))
    if len(bad):
        texts = {name: pc.if_else(good, text, None) for name, text in texts.items()}
    return pa.table({name: _typed(text, good, name) for name, text in texts.items()}), bad


def _simple_texts(lines: "pa.Array", names: Sequence[str]) -> "tuple[dict[str, pa.Array], pa.Array]":
    """The columns of lines that are simple and hold no backslash, and which are simple; what others get is no good."""
    import pyarrow as pa
    import pyarrow.compute as pc

    texts: dict[str, pa.Array] = dict.fromkeys(names, pa.nulls(len(lines), pa.large_string()))
    simple = None
    for form in (_HEAD, _REQUEST, _TAIL):
        inside = tuple(name for name in names if f"{{{name}}}" in form)
        if inside:
            found = pc.extract_regex(lines, _pattern(form, inside))
            texts |= {name: pc.struct_field(found, name) for name in inside}
            simple = found.is_valid() if form == _HEAD else simple
    if "user" in texts:
        texts["user"] = pc.utf8_slice_codeunits(texts["user"], 0, -1)
    if simple is None:
        simple = pc.match_substring_regex(lines, _pattern(_HEAD, ()))
    return {name: pc.if_else(_means_nothing(text, name), None, text) for name, text in texts.items()}, simple


def _holds_backslash(lines: "pa.Array") -> "NDArray[np.bool_]":
    offsets = np.frombuffer(lines.buffers()[1], np.int64)[lines.offset :][: len(lines) + 1]
    signs = np.frombuffer(lines.buffers()[2], np.uint8)[offsets[0] : offsets[-1]]
    found = np.zeros(len(lines), np.bool_)
    found[np.searchsorted(offsets, np.flatnonzero(signs == _BACKSLASH) + offsets[0], side="right") - 1] = True
    return found


@cache
def _pattern(form: str, names: tuple[str, ...]) -> str:
    """A form that catches the columns asked for, and no others."""
    groups: Mapping[str, str] = _GROUPS if form == _LINE else _SIMPLE
    return form.format(
        **{name: f"(?P<{name}>{group})" if name in names else f"(?:{group})" for name, group in groups.items()}
    )


def _or_null(found: "pa.StructArray", name: str) -> "pa.Array":
    import pyarrow.compute as pc

    text = pc.struct_field(found, name)
    return pc.if_else(_means_nothing(text, name), None, text)


def _means_nothing(text: "pa.Array", name: str) -> "pa.Array":
    """Where there is nothing, or the ``-`` that servers write for it; of bytes it means that there are none."""
    import pyarrow.compute as pc

    return pc.equal(text, "") if name == "bytes" else pc.or_(pc.equal(text, "-"), pc.equal(text, ""))


def _typed(text: "pa.Array", good: "pa.Array", name: str) -> "pa.Array":
    import pyarrow as pa
    import pyarrow.compute as pc

    if name not in _NUMBERS:
        return text.cast(pa.string())
    digits = pc.if_else(pc.equal(text, "-"), "0", text)
    return pc.if_else(good, digits, None).cast(pa.int64())


def _unescaped(text: "pa.Array") -> "pa.Array":
    """Undo escapes where there are any; the same text is looked at once."""
    import pyarrow as pa

    coded = text.dictionary_encode()
    plain = [one if one is None or "\\" not in one else _plain(one) for one in coded.dictionary.to_pylist()]
    return pa.array(plain, pa.large_string()).take(coded.indices)


def _plain(text: str) -> str:
    def undone(match: re.Match[bytes]) -> bytes:
        sign = match[1]
        return bytes.fromhex(sign[1:].decode()) if len(sign) == 3 else _CONTROLS.get(sign, sign)

    try:
        return _ESCAPE.sub(undone, text.encode()).decode()
    except UnicodeDecodeError:
        return text
