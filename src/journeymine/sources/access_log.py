r"""Access logs of web servers → typed columns: the common and the combined format of Apache and NGINX.

The common log format is ``host ident user [time] "request" status bytes``; the combined one adds ``"referer" "agent"``
(Apache HTTP Server, `mod_log_config <https://httpd.apache.org/docs/current/mod/mod_log_config.html>`_ and
`Log Files <https://httpd.apache.org/docs/current/logs.html>`_; NGINX,
`ngx_http_log_module <https://nginx.org/en/docs/http/ngx_http_log_module.html>`_). What a server adds behind that, such
as the address before a proxy, is the column ``rest``.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from journeymine.errors import EmptyLogError, InputError
from journeymine.sources.access_fields import COLUMNS, parsed
from journeymine.sources.access_times import as_stamps
from journeymine.sources.masking import form
from journeymine.sources.raw import BrokenLines, FileRows, picker
from journeymine.sources.text_lines import line_blocks

if TYPE_CHECKING:
    import pyarrow as pa

_SHOWN = 3
"""How many of the broken lines are named."""


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
    blocks = list(_blocks(path, names, stamps=True))
    if "time" in names and len({block.table.column("time").type for block in blocks}) > 1:
        blocks = list(_blocks(path, names, stamps=False))
    if not any(len(block.table) > sum(one.n for one in block.broken) for block in blocks):
        raise _no_access_log(path, blocks[0].broken[0].start) if blocks else _empty(path)
    return FileRows(pa.concat_tables([block.table for block in blocks]), together(block.broken for block in blocks))


def scan_access_log(
    path: Path, asked: Sequence[str], _memory: int, optional: Collection[str] = ()
) -> Iterator[FileRows]:
    """What `read_access_log` reads, in parts of a few megabytes, in order.

    Parameters
    ----------
    path, asked
        As there. Times of several forms in one file are an error here.
    optional
        Those of `asked` that may be absent; they are null then.

    Raises
    ------
    EmptyLogError, MissingColumnError, InputError
        As there; whether it is an access log, its beginning says.
    """
    import pyarrow as pa

    absent = [name for name in asked if name in optional and name not in COLUMNS]
    names = picker([name for name in asked if name not in absent], path.name)(COLUMNS)
    first = None
    for block in _blocks(path, names, stamps=True):
        if first is None and block.broken and block.broken[0].n == len(block.table):
            raise _no_access_log(path, block.broken[0].start)
        first = first or block
        nulls = pa.nulls(len(block.table))
        columns = {name: nulls if name in absent else block.table.column(name) for name in asked}
        yield FileRows(pa.table(columns), block.broken)
    if first is None:
        raise _empty(path)


def together(broken: Iterable[Sequence[BrokenLines]]) -> tuple[BrokenLines, ...]:
    """The broken lines of one file as one, of all its parts.

    Examples
    --------
    >>> together([(BrokenLines("a", 4, (1, 2, 3), "x"),), (), (BrokenLines("a", 1, (9,), "y"),)])
    (BrokenLines(file='a', n=5, first=(1, 2, 3), start='x'),)
    """
    parts = [one for part in broken for one in part]
    if not parts:
        return ()
    first = tuple(number for one in parts for number in one.first)[:_SHOWN]
    return (BrokenLines(parts[0].file, sum(one.n for one in parts), first, parts[0].start),)


def _blocks(path: Path, names: Sequence[str], *, stamps: bool) -> Iterator[FileRows]:
    """Block after block of the file, with time stamps where its times have the form of the servers."""
    n = 0
    for lines in line_blocks(path):
        table, bad = parsed(lines, names)
        lost: tuple[BrokenLines, ...] = ()
        if len(bad):
            numbers = tuple((n + 1 + bad[:_SHOWN]).tolist())
            lost = (BrokenLines(str(path), len(bad), numbers, str(lines[int(bad[0])].as_py())),)
        n += len(lines)
        yield FileRows(with_stamps(table) if stamps else table, lost)


def with_stamps(table: "pa.Table") -> "pa.Table":
    """The same columns, the time as a time stamp where it can be."""
    if "time" not in table.column_names:
        return table
    return table.set_column(table.column_names.index("time"), "time", as_stamps(table.column("time")))


def _empty(path: Path) -> EmptyLogError:
    return EmptyLogError(f"{path.name} is empty; a log has at least one event.")


def _no_access_log(path: Path, start: str) -> InputError:
    return InputError(
        f"No line of {str(path)!r} is one of an access log; the first has the form "
        f"{form(start[:60].rstrip())!r}, and should look like "
        '203.0.113.9 - - [17/May/2024:10:05:03 +0000] "GET /path HTTP/1.1" 200 5316. '
        "If the file is something else, say its `format`."
    )
