"""The slow, obvious twin of the reader of access logs: one line, sign by sign."""

from datetime import UTC, datetime, timedelta
from typing import Any

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
CONTROLS = {"n": b"\n", "r": b"\r", "t": b"\t", "b": b"\b", "v": b"\v"}


class _NoLineError(Exception):
    pass


def access_line(line: str) -> dict[str, Any] | None:
    """The columns of a line without its end; None where it has another form."""
    try:
        return _parsed(line)
    except _NoLineError:
        return None


def _parsed(line: str) -> dict[str, Any]:
    before, closing, after = line.partition('] "')
    before, opening, time = before.rpartition(" [")
    words = before.split(" ")
    if not (opening and closing) or len(words) < 3 or "" in words or "]" in time:
        raise _NoLineError
    request, after = _quoted(after)
    status, after = _word(after)
    size, after = _word(after)
    if not (status == "-" or (status.isdigit() and len(status) == 3)) or not (size == "-" or size.isdigit()):
        raise _NoLineError
    rest = []
    while after:
        if after[0] != " ":
            raise _NoLineError
        quoted = after[1:2] == '"'
        text, after = _quoted(after[2:]) if quoted else _word(after)
        rest.append((quoted, text))
    row = {"host": words[0], "ident": words[1], "user": " ".join(words[2:]), "time": _moment(time)}
    row |= _request(request)
    row |= {"status": None if status == "-" else int(status), "bytes": 0 if size == "-" else int(size)}
    combined = [quoted for quoted, _ in rest[:2]] == [True, True]
    row |= {"referer": rest[0][1] if combined else None, "agent": rest[1][1] if combined else None}
    return {name: _plain(value) if isinstance(value, str) else value for name, value in row.items()}


def _quoted(text: str) -> tuple[str, str]:
    """Text up to the quote that closes it, and what follows."""
    at = 0
    while at < len(text) and text[at] != '"':
        at += 2 if text[at] == "\\" else 1
    if at >= len(text):
        raise _NoLineError
    return text[:at], text[at + 1 :]


def _word(text: str) -> tuple[str, str]:
    if text[:1] != " " or not text[1:].strip():
        raise _NoLineError
    word, blank, rest = text[1:].partition(" ")
    return word, blank + rest


def _request(text: str) -> dict[str, str | None]:
    words = text.split(" ")
    if len(words) not in {2, 3}:
        return dict.fromkeys(("method", "path", "query", "protocol"))
    path, _, query = words[1].partition("?")
    return {"method": words[0], "path": path, "query": query, "protocol": words[2] if len(words) == 3 else None}


def _moment(text: str) -> datetime:
    day, month, rest = text.split("/")
    year, hour, minute, second = rest[:-6].split(":")
    at = datetime(int(year), MONTHS.index(month) + 1, int(day), int(hour), int(minute), int(second), tzinfo=UTC)
    east = timedelta(hours=int(rest[-4:-2]), minutes=int(rest[-2:]))
    return at + east if rest[-5] == "-" else at - east


def _plain(text: str) -> str | None:
    if text in {"", "-"}:
        return None
    signs, at = b"", 0
    while at < len(text):
        step = 1
        if text[at] != "\\":
            signs += text[at].encode()
        elif text[at + 1] == "x":
            step = 4
            signs += bytes([int(text[at + 2 : at + 4], 16)])
        else:
            step = 2
            signs += CONTROLS.get(text[at + 1], text[at + 1].encode())
        at += step
    try:
        return signs.decode()
    except UnicodeDecodeError:
        return text
