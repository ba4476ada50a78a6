"""XES event logs → typed columns, streamed: the file is never in memory, only the columns asked for are."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING
from xml.parsers import expat

from journeymine.errors import EmptyLogError, InputError
from journeymine.sources.raw import picker
from journeymine.sources.text_lines import opened

if TYPE_CHECKING:
    import pyarrow as pa

_KINDS = {
    "string": "text",
    "id": "text",
    "date": "time",
    "int": "whole numbers",
    "float": "fractions",
    "boolean": "bool",
}
_BLOCK = 1 << 16
_START = 1 << 20


def read_xes(path: Path, asked: Sequence[str]) -> "pa.Table":
    """The attributes asked for, one event a row, in the order of the file.

    An attribute of an event is named by its key, one of its trace by ``case:`` and its key. Attributes inside other
    attributes, lists and containers are not read. Dates come as text.

    Parameters
    ----------
    path
        A ``.xes`` file, also with ``.gz``.
    asked
        Distinct column names.

    Raises
    ------
    EmptyLogError
        The file has no event.
    InputError, MissingColumnError
        The file is no XML or cut off, no event has an attribute, or an attribute is of several types.
    """
    import pyarrow as pa

    reader = _XesReader(asked)
    try:
        with opened(path) as file:
            reader.parse(file)
    except (expat.ExpatError, UnknownEncodingError) as error:
        raise _broken(path, error) from None
    if not reader.n_events:
        message = f"{path.name} has no event; a log has at least one."
        raise EmptyLogError(message)
    names = picker(asked, path.name)(sorted(reader.seen))
    return pa.table({name: reader.column(name, path.name) for name in names})


def first_events(path: Path, n_events: int = 1000) -> "pa.Table":
    """All attributes of the events with which a file begins, to see what there is.

    Parameters
    ----------
    path
        A ``.xes`` file, also with ``.gz``.
    n_events
        How many at least, where there are as many.

    Raises
    ------
    InputError
        It is no XML.
    """
    import pyarrow as pa

    with opened(path) as file:
        start = file.read(_START)
        reader = _reader_of(start, (), path)
        # What stands before the first event may be long, and so may events.
        while reader.n_events < n_events and (more := file.read(len(start))):
            start += more
            reader = _reader_of(start, (), path)
    names = sorted(reader.seen)
    reader = _reader_of(start, names, path)
    return pa.table({name: reader.column(name, path.name) for name in names})


def _reader_of(start: bytes, asked: Sequence[str], path: Path) -> "_XesReader":
    """What the beginning of a file holds, wherever it ends."""
    reader = _XesReader(asked)
    try:
        reader.parse_start(start)
    except (expat.ExpatError, UnknownEncodingError) as error:
        raise _broken(path, error) from None
    return reader


def _broken(path: Path, error: Exception) -> InputError:
    """The sentence for what is no XML, or names an encoding that nobody knows."""
    if isinstance(error, expat.ExpatError):
        told = f"Line {error.lineno:,} of {str(path)!r} is broken XML ({expat.ErrorString(error.code)}); repair it."
    else:
        told = f"{str(path)!r} is in an encoding that cannot be read ({error}); write it in UTF-8."
    return InputError(told)


class UnknownEncodingError(Exception):
    """The file names an encoding that Python has not, or one that expat does not take."""


@contextmanager
def _encodings() -> Iterator[None]:
    """Python is asked for encodings that expat has not, and says in its own way what it thinks of them."""
    try:
        yield
    except (LookupError, ValueError) as error:
        raise UnknownEncodingError(error) from None


class _XesReader:
    """Hears the start and end of XML elements and keeps the attributes asked for.

    Only direct children of an event or trace are its attributes. The events of one trace are held until it ends, for
    its own attributes may stand behind them.
    """

    def __init__(self, asked: Sequence[str]) -> None:
        self.n_events = 0
        self.seen: set[str] = set()
        self._kinds: dict[str, set[str]] = {name: set() for name in asked}
        self._values: dict[str, list[str | None]] = {name: [] for name in asked}
        self._blocks: dict[str, list[pa.Array]] = {name: [] for name in asked}
        self._depth = 0
        self._event_depth = 0
        self._in_trace = False
        self._trace: dict[str, str] = {}
        self._events: list[dict[str, str]] = []

    def parse(self, file: IO[bytes]) -> None:
        with _encodings():
            self._parser().ParseFile(file)
        self._pack()

    def parse_start(self, start: bytes) -> None:
        """Hear the beginning of a file, which may end anywhere."""
        with _encodings():
            self._parser().Parse(start, False)  # noqa: FBT003 (expat takes no names)
        if self._event_depth:
            # The event in which the beginning ends.
            self._events.pop()
        self._close_trace()
        self._pack()

    def _parser(self) -> expat.XMLParserType:
        parser = expat.ParserCreate()
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        return parser

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth == 2:
            self._in_trace = tag == "trace"
        if tag == "event" and self._depth in {2, 3}:
            self._event_depth = self._depth
            self._events.append({})
        elif tag in _KINDS:
            key = attributes.get("key", "")
            if self._event_depth:
                if self._depth == self._event_depth + 1:
                    self._keep(self._events[-1], key, tag, attributes)
            elif self._in_trace and self._depth == 3:
                self._keep(self._trace, "case:" + key, tag, attributes)

    def _keep(self, row: dict[str, str], name: str, tag: str, attributes: dict[str, str]) -> None:
        self.seen.add(name)
        if name in self._kinds:
            self._kinds[name].add(_KINDS[tag])
            row[name] = attributes.get("value", "")

    def _end(self, _tag: str) -> None:
        self._depth -= 1
        if self._event_depth > self._depth:
            self._event_depth = 0
        if self._depth == 1:
            self._close_trace()

    def _close_trace(self) -> None:
        """Take the events held into the columns; an event outside any trace has no trace attributes."""
        for name, values in self._values.items():
            shared = self._trace.get(name)
            values.extend(event.get(name, shared) for event in self._events)
        self.n_events += len(self._events)
        self._events, self._trace = [], {}
        if len(next(iter(self._values.values()), ())) >= _BLOCK:
            self._pack()

    def _pack(self) -> None:
        import pyarrow as pa

        for name, values in self._values.items():
            self._blocks[name].append(pa.array(values, pa.string()))
            values.clear()

    def column(self, name: str, file: str) -> "pa.ChunkedArray":
        """One column by the type its attributes declare."""
        import pyarrow as pa

        kinds = self._kinds[name]
        if len(kinds) > 1 and kinds != {"whole numbers", "fractions"}:
            message = f"Attribute {name!r} of {file} mixes {' and '.join(sorted(kinds))}; give it one type in the log."
            raise InputError(message)
        types = {"bool": pa.bool_(), "whole numbers": pa.int64()}
        wanted = pa.float64() if "fractions" in kinds else types.get(next(iter(kinds)), pa.string())
        text = pa.chunked_array(self._blocks[name])
        try:
            return text.cast(wanted)
        except pa.ArrowInvalid:
            message = f"Attribute {name!r} of {file} has a value that is no {wanted}; repair it."
            raise InputError(message) from None
