r"""Access logs of web servers → typed columns: the common and the combined format of Apache and NGINX.

The common log format is ``host ident user [time] "request" status bytes``; the combined one adds ``"referer" "agent"``
(Apache HTTP Server, `mod_log_config <https://httpd.apache.org/docs/current/mod/mod_log_config.html>`_ and
`Log Files <https://httpd.apache.org/docs/current/logs.html>`_; NGINX,
`ngx_http_log_module <https://nginx.org/en/docs/http/ngx_http_log_module.html>`_). What a server adds behind that, such
as the address before a proxy, is the column ``rest``.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from journeymine.errors import EmptyLogError, InputError
from journeymine.sources.access_fields import COLUMNS, parsed
from journeymine.sources.access_times import as_stamps
from journeymine.sources.raw import BrokenLines, FileRows, picker
from journeymine.sources.text_lines import line_blocks

if TYPE_CHECKING:
    import pyarrow as pa


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
    return _read(path, picker(asked, path.name)(COLUMNS), stamps=True)


def _read(path: Path, names: Sequence[str], *, stamps: bool) -> FileRows:
    """All blocks of the file; with time stamps, until a block has times of another form."""
    import pyarrow as pa

    blocks: list[pa.Table] = []
    broken: list[int] = []
    start, n, n_broken = "", 0, 0
    for lines in line_blocks(path):
        block, bad = parsed(lines, names)
        if stamps:
            block = with_stamps(block)
            if "time" in names and not pa.types.is_timestamp(block.column("time").type):
                return _read(path, names, stamps=False)
        if len(bad):
            start = start or str(lines[int(bad[0])].as_py())
            broken += (n + 1 + bad[:3]).tolist()
            n_broken += len(bad)
        n += len(lines)
        blocks.append(block)
    if n == n_broken:
        raise _no_access_log(path, start) if n else _empty(path)
    lost = BrokenLines(str(path), n_broken, tuple(broken[:3]), start)
    return FileRows(pa.concat_tables(blocks), (lost,) if n_broken else ())


def with_stamps(table: "pa.Table") -> "pa.Table":
    """The same columns, the time as a time stamp where it can be."""
    if "time" not in table.column_names:
        return table
    return table.set_column(table.column_names.index("time"), "time", as_stamps(table.column("time")))


def _empty(path: Path) -> EmptyLogError:
    return EmptyLogError(f"{path.name} is empty; a log has at least one event.")


def _no_access_log(path: Path, start: str) -> InputError:
    return InputError(
        f"No line of {str(path)!r} is one of an access log; the first begins {start[:60].rstrip()!r}, and should look "
        'like 203.0.113.9 - - [17/May/2024:10:05:03 +0000] "GET /path HTTP/1.1" 200 5316. '
        "If the file is something else, say its `format`."
    )
