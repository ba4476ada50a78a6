"""Paths and globs → raw columns of the files they name."""

import gzip
import re
import zlib
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from glob import glob
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, TypeVar

from journeymine.errors import InputError
from journeymine.options import choice, near_miss
from journeymine.sources.access_log import read_access_log
from journeymine.sources.delimited import check_delimited, read_delimited
from journeymine.sources.json_lines import read_json_lines
from journeymine.sources.parquet import check_parquet, read_parquet
from journeymine.sources.queries.address import is_key_value, redacted
from journeymine.sources.raw import BrokenLines, FileRows, RawColumns, read_what_is_there
from journeymine.sources.roles import READ_EVENTS
from journeymine.sources.snowplow import read_snowplow
from journeymine.sources.xes import read_xes

if TYPE_CHECKING:
    import pyarrow as pa

Reader = Callable[[Path, Sequence[str]], "pa.Table | FileRows"]

_T = TypeVar("_T")
_BLOCK = 1 << 20
READERS: dict[str, Reader] = {
    "csv": read_delimited,
    "json": read_json_lines,
    "parquet": read_parquet,
    "xes": read_xes,
    "access_log": read_access_log,
    "snowplow": read_snowplow,
}
"""What reads a file, by the name of its format."""

_FORMATS = {
    ".csv": "csv",
    ".tsv": "csv",
    ".jsonl": "json",
    ".ndjson": "json",
    ".json": "json",
    ".parquet": "parquet",
    ".pq": "parquet",
    ".xes": "xes",
    ".log": "access_log",
}
# As servers and logrotate name them: access.log, access_log.2, ssl-access.log-20240517, shop.log.1.
_ACCESS_LOG = re.compile(r"(^|[._-])access([._-]?log)?([._-]\d+)*$|\.log([._-]\d+)+$")


def read_files(
    source: str | Path, asked: Sequence[str], form: str | None = None, optional: Collection[str] = ()
) -> RawColumns:
    """Read the columns asked for from every file that `source` names, in the order of their names.

    Parameters
    ----------
    source
        A path, or a glob such as ``"logs/2024-*.csv.gz"``. The suffix says the format.
    asked
        Distinct column names; each file must have them all.
    form
        The format, one of `READERS`; None: the suffix says it.
    optional
        Those of `asked` that a file may lack; they are null there.

    Raises
    ------
    OptionError
        There is no such format.
    InputError, MissingColumnError
        Nothing matches, a file cannot be read, or a file lacks a column; the sentence names the file.
    """
    import pyarrow as pa

    paths, found = of_one_format(source, form)
    read = [guarded(path, lambda path: _read(path, found, asked, optional)) for path in paths]
    tables = [rows.table for rows in read]
    broken = tuple(one for rows in read for one in rows.broken)
    files = tuple((str(path), table.num_rows) for path, table in zip(paths, tables, strict=True))
    what = name_of(source, paths)
    try:
        table = tables[0] if len(tables) == 1 else pa.concat_tables(tables, promote_options="permissive")
    except pa.ArrowException:
        raise InputError(_disagreement(paths, tables)) from None
    return RawColumns(
        table, what, files, all(rows.typed for rows in read), notes=tuple(map(left_out, broken)), broken=broken
    )


def check_files(source: str | Path, asked: Sequence[str], form: str | None = None) -> None:
    """Say that files or their columns are missing, as far as names and headers tell.

    Raises
    ------
    InputError, MissingColumnError
        Nothing matches, a file of CSV or Parquet lacks a column, or its header cannot be understood.
    """
    checks = {"csv": check_delimited, "parquet": check_parquet}
    for path in matching(source):
        check = checks.get(form or format_of(path))
        if check is not None:
            # What else is wrong with a file, reading it tells.
            with suppress(OSError, EOFError, zlib.error):
                check(path, asked)


def of_one_format(source: str | Path, form: str | None = None) -> tuple[list[Path], str]:
    """The files, and the one format they have, as `read_files` takes them.

    Raises
    ------
    OptionError
        There is no such format.
    InputError
        There is no file, or they have several formats.
    """
    paths = matching(source)
    formats = {format_of(path) for path in paths} if form is None else {choice(form, "format", READ_EVENTS, READERS)}
    if len(formats) > 1:
        message = f"{str(source)!r} matches files of several formats ({', '.join(sorted(formats))}); narrow it to one."
        raise InputError(message)
    return paths, formats.pop()


def name_of(source: str | Path, paths: Sequence[Path]) -> str:
    """The source in words, for messages."""
    return paths[0].name if len(paths) == 1 else f"the {len(paths)} files of {str(source)!r}"


def matching(source: str | Path) -> list[Path]:
    """The files that a path or a glob names.

    Raises
    ------
    InputError
        There is none, or it is a folder or an address.
    """
    if "://" in str(source) or is_key_value(str(source)):
        message = (
            f"{redacted(str(source))!r} is an address, and only files and databases (postgresql://…) are read; "
            "download it first."
        )
        raise InputError(message)
    path = Path(source).expanduser()
    if path.is_dir():
        message = f"{str(source)!r} is a folder; name a file, or its files by a glob such as '{path / '*.csv'}'."
        raise InputError(message)
    if path.exists():
        return [path]
    if not any(character in str(path) for character in "*?["):
        siblings = [one.name for one in path.parent.iterdir()] if path.parent.is_dir() else []
        message = f"There is no file {redacted(str(source))!r}.{near_miss(path.name, siblings)}"
        raise InputError(message)
    found = sorted(glob(str(path), recursive=True))  # noqa: PTH207 (Path.glob would take hidden files too)
    matches = [Path(one) for one in found if not Path(one).is_dir()]
    if not matches:
        message = f"No file matches {redacted(str(source))!r}; check the folder and the suffix."
        raise InputError(message)
    return matches


def format_of(path: Path) -> str:
    """The format of a file by its name, one of `READERS`.

    Raises
    ------
    InputError
        The name does not say it.

    Examples
    --------
    >>> format_of(Path("shop.csv.gz")), format_of(Path("access.log.2.gz"))
    ('csv', 'access_log')
    """
    plain = path.with_suffix("") if path.suffix.lower() == ".gz" else path
    if plain.suffix.lower() in _FORMATS:
        return _FORMATS[plain.suffix.lower()]
    if _ACCESS_LOG.search(plain.name.lower()):
        return "access_log"
    message = (
        f"The format of {path.name!r} is not known by its suffix; known are {', '.join(_FORMATS)}, "
        f"all text formats also with .gz. Say it: format={', '.join(map(repr, READERS))}."
    )
    raise InputError(message)


def _read(path: Path, form: str, asked: Sequence[str], optional: Collection[str]) -> FileRows:
    def rows(names: Sequence[str]) -> FileRows:
        read = READERS[form](path, names)
        return read if isinstance(read, FileRows) else FileRows(read, typed=form != "csv")

    return read_what_is_there(rows, asked, optional)


def left_out(broken: BrokenLines) -> str:
    """What a report says of broken lines.

    Examples
    --------
    >>> left_out(BrokenLines("logs/web.log", 2, (7, 19), "hello"))
    "2 broken lines of 'web.log' were left out (the first: line 7, 19)."
    """
    lines, were, first = ("line", "was", "") if broken.n == 1 else ("lines", "were", "the first: ")
    numbers = ", ".join(f"{number:,}" for number in broken.first)
    return f"{broken.n:,} broken {lines} of {Path(broken.file).name!r} {were} left out ({first}line {numbers})."


def guarded(path: Path, read: Callable[[Path], _T]) -> _T:
    """Read one file; what goes wrong below the format (rights, a cut gzip) gets its sentence here.

    Raises
    ------
    InputError
        The file cannot be read.
    """
    with readable(path):
        return read(path)


@contextmanager
def readable(path: Path) -> Iterator[None]:
    """Where a file is read; as `guarded`.

    Raises
    ------
    InputError
        The file cannot be read.
    """
    try:
        with path.open("rb") as file:
            if path.suffix.lower() == ".gz":
                _check_gzip(file)
        yield
    except PermissionError:
        message = f"The file {str(path)!r} may not be read; check its permissions."
    except (gzip.BadGzipFile, EOFError, zlib.error):
        message = f"The gzip file {str(path)!r} is damaged or cut off; fetch it again."
    except OSError as error:
        message = f"The file {str(path)!r} cannot be read ({error.strerror or error}); check it."
    else:
        return
    raise InputError(message) from None


def _check_gzip(file: BinaryIO) -> None:
    """Read a gzip file to its end, which compares its checksums; DuckDB does not, and gave out damaged text."""
    with gzip.GzipFile(fileobj=file) as unpacked:
        while unpacked.read(_BLOCK):
            pass


def _disagreement(paths: Sequence[Path], tables: Sequence["pa.Table"]) -> str:
    """Name the first file and column whose type is not that of the first file."""
    return next(
        f"Column {name!r} of {str(path)!r} is {here}, but {first} in {str(paths[0])!r}; give it one type in all files."
        for path, table in zip(paths, tables, strict=True)
        for name, first, here in zip(table.column_names, tables[0].schema.types, table.schema.types, strict=True)
        if first != here
    )
