r"""Access logs of web servers → typed columns: the common and the combined format of Apache and NGINX.

The common log format is ``host ident user [time] "request" status bytes``; the combined one adds ``"referer" "agent"``
(Apache HTTP Server, `mod_log_config <https://httpd.apache.org/docs/current/mod/mod_log_config.html>`_ and
`Log Files <https://httpd.apache.org/docs/current/logs.html>`_; NGINX,
`ngx_http_log_module <https://nginx.org/en/docs/http/ngx_http_log_module.html>`_). What a server adds behind that, such
as the address before a proxy, is the column ``rest``.
"""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from journeymine.errors import EmptyLogError, InputError
from journeymine.sources.access_times import as_stamps
from journeymine.sources.raw import BrokenLines, FileRows, picker
from journeymine.sources.text_lines import line_blocks

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

_QUOTED = r'(?:[^"\\]|\\.)*'
_GROUPS = {
    "host": r"\S+",
    "ident": r"\S+",
    "user": r".+?",
    "time": r"[^\]]*",
    "method": r"[A-Za-z_-]+",
    "path": r'(?:[^"?\s\\]|\\.)+',
    "query": r'(?:[^"\s\\]|\\.)*',
    "protocol": r"[A-Z]+/[0-9.]+",
    "status": r"\d{3}|-",
    "bytes": r"\d+|-",
    "referer": _QUOTED,
    "agent": _QUOTED,
    "rest": rf'(?:"{_QUOTED}"|[^"\s]\S*)(?: (?:"{_QUOTED}"|[^"\s]\S*))*',
}
_LINE = (
    r"^{host} {ident} {user} \[{time}\] "
    rf'"(?:{{method}} {{path}}(?:\?{{query}})?(?: {{protocol}})?|{_QUOTED})" '
    r'{status} {bytes}(?: "{referer}" "{agent}")?(?: {rest})?\r?\n?$'
)
_NUMBERS = ("status", "bytes")
_ESCAPE = re.compile(rb"\\(x[0-9a-fA-F]{2}|.)", re.DOTALL)
_CONTROLS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"v": b"\v"}

COLUMNS = tuple(_GROUPS)
"""What a line of an access log holds, in its order."""


def read_access_log(path: Path, asked: Sequence[str]) -> FileRows:
    r"""The columns asked for, one line a row; a line of another form is a row of nulls, and is told.

    ``-`` is null, except that no bytes are 0 bytes. The query is what follows the ``?`` of the address asked for.
    Escapes (``\"``, ``\\``, ``\xc3\xa4``) are undone, unless their bytes are no UTF-8: then the text stays as it is.
    A request that is none (``"-"``, the noise of scanners) has no method, path, query and protocol.

    Parameters
    ----------
    path
        An access log, also with ``.gz``.
    asked
        Distinct names among `COLUMNS`.

    Returns
    -------
    FileRows
        ``status`` and ``bytes`` are integers, ``time`` is a time stamp in UTC where it has the form of the servers
        (text otherwise), all else text.

    Raises
    ------
    EmptyLogError
        The file is empty.
    MissingColumnError
        There is no such column.
    InputError
        No line is a line of an access log.
    """
    import pyarrow as pa

    names = picker(asked, path.name)(COLUMNS)
    blocks: list[pa.StructArray] = []
    broken: list[int] = []
    start, n, n_broken = "", 0, 0
    for lines in line_blocks(path):
        block, bad = parsed(lines, names)
        if len(bad):
            start = start or str(lines[int(bad[0])].as_py())
            broken += (n + 1 + bad[:3]).tolist()
            n_broken += len(bad)
        n += len(lines)
        blocks.append(block)
    if n == n_broken:
        raise _no_access_log(path, start) if n else _empty(path)
    table = with_stamps(pa.Table.from_struct_array(pa.chunked_array(blocks)))
    return FileRows(table, (BrokenLines(str(path), n_broken, tuple(broken[:3]), start),) if n_broken else ())


def parsed(lines: "pa.Array", names: Sequence[str]) -> "tuple[pa.StructArray, NDArray[np.int64]]":
    """The columns of some lines, and which lines have another form, whose columns are null.

    Parameters
    ----------
    lines
        Text, of any length.
    names
        Some of `COLUMNS`.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    block = pc.extract_regex(lines, _pattern(names))
    bad = np.flatnonzero(np.asarray(block.is_null())) if block.null_count else np.zeros(0, np.int64)
    return pa.StructArray.from_arrays([_column(block, name) for name in names], list(names)), bad


def with_stamps(table: "pa.Table") -> "pa.Table":
    """The same columns, the time as a time stamp where it can be."""
    if "time" not in table.column_names:
        return table
    return table.set_column(table.column_names.index("time"), "time", as_stamps(table.column("time")))


def _pattern(names: Sequence[str]) -> str:
    """The form of a line, which catches the columns asked for only."""
    parts = {name: f"(?P<{name}>{form})" if name in names else f"(?:{form})" for name, form in _GROUPS.items()}
    return _LINE.format(**parts)


def _column(block: "pa.StructArray", name: str) -> "pa.Array":
    import pyarrow as pa
    import pyarrow.compute as pc

    # A field of a null row is no null by itself.
    text = pc.struct_field(block, name)
    if name == "bytes":
        return pc.if_else(pc.equal(text, "-"), "0", text).cast(pa.int64())
    text = pc.if_else(pc.or_(pc.equal(text, "-"), pc.equal(text, "")), None, text)
    return text.cast(pa.int64()) if name in _NUMBERS else _unescaped(text.cast(pa.string()))


def _unescaped(text: "pa.Array") -> "pa.Array":
    """Undo escapes where there are any; the same text is looked at once."""
    import pyarrow as pa
    import pyarrow.compute as pc

    escaped = pc.fill_null(pc.match_substring(text, "\\"), fill_value=False)
    if not pc.any(escaped).as_py():
        return text
    coded = text.filter(escaped).dictionary_encode()
    plain = pa.array([_plain(one) for one in coded.dictionary.to_pylist()], pa.string())
    return pc.replace_with_mask(text, escaped, plain.take(coded.indices))


def _plain(text: str) -> str:
    def undone(match: re.Match[bytes]) -> bytes:
        sign = match[1]
        return bytes.fromhex(sign[1:].decode()) if len(sign) == 3 else _CONTROLS.get(sign, sign)

    try:
        return _ESCAPE.sub(undone, text.encode()).decode()
    except UnicodeDecodeError:
        return text


def _empty(path: Path) -> EmptyLogError:
    return EmptyLogError(f"{path.name} is empty; a log has at least one event.")


def _no_access_log(path: Path, start: str) -> InputError:
    return InputError(
        f"No line of {str(path)!r} is one of an access log; the first begins {start[:60].rstrip()!r}, and should look "
        'like 203.0.113.9 - - [17/May/2024:10:05:03 +0000] "GET /path HTTP/1.1" 200 5316. '
        "If the file is something else, say its `format`."
    )
