"""Formats that are read: a sound file of each, and the call that reads one."""

import gzip
import json
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyarrow import parquet

import journeymine as jm
from journeymine.sources.snowplow import COLUMNS

ROLES: dict[str, Any] = {"customer": "who", "event": "what", "time": "when"}
NAMES = ("search", "cart", "pay", 'Zoë, the "quick"', "→")
ROWS = [
    {"who": f"c{n % 7}", "what": NAMES[n % 5], "when": f"2024-03-{1 + n % 28:02d}T10:{n % 60:02d}:00Z", "paid": n / 4}
    for n in range(120)
]
TRACE = """<trace><string key="concept:name" value="case {n}"/>
<event><string key="concept:name" value="a &amp; b"/><date key="time:timestamp" value="2024-01-01T10:00:{n:02d}+01:00"/>
<string key="lifecycle:transition" value="complete"/></event>
<event><string key="concept:name" value="pay"/>
<date key="time:timestamp" value="2024-01-02T10:00:{n:02d}+01:00"/></event>
</trace>"""
XES = f'<?xml version="1.0" encoding="UTF-8"?><log>{"".join(TRACE.format(n=n) for n in range(20))}</log>'
ACCESS = "".join(
    f'10.0.0.{n % 9} - - [10/Oct/2024:13:{n % 60:02d}:36 +0200] "GET /page/{n % 5} HTTP/1.1" 200 {n} "-" "Browser 1"\n'
    for n in range(80)
)
SNOWPLOW = "".join(
    "\t".join(
        {"user_id": f"c{n % 7}", "event": NAMES[n % 5], "collector_tstamp": "2024-03-01 10:00:00.123"}.get(one, "")
        for one in COLUMNS
    )
    + "\n"
    for n in range(40)
)
CASES = {"customer": "case:concept:name", "event": "concept:name", "time": "time:timestamp"}
VISITS = {"customer": "host", "event": "path", "time": "time"}
FIELDS = {"customer": "user_id", "event": "event", "time": "collector_tstamp"}
LOG = jm.read_events({name: [row[name] for row in ROWS] for name in ROWS[0]}, **ROLES)


@dataclass(frozen=True)
class Form:
    """A kind of file."""

    suffix: str
    write: Callable[[Path], object]
    read: Callable[[Path], object]


def _delimited(mark: str) -> str:
    rows: list[list[Any]] = [[*ROWS[0]], *([*row.values()] for row in ROWS)]
    return "".join(mark.join('"' + str(one).replace('"', '""') + '"' for one in row) + "\n" for row in rows)


def _lines() -> str:
    return "".join(json.dumps(row) + "\n" for row in ROWS)


def _sqlite(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE events (who, what, time)")
    connection.executemany("INSERT INTO events VALUES (?, ?, ?)", [(r["who"], r["what"], r["when"]) for r in ROWS])
    connection.commit()
    connection.close()


def _store(path: Path) -> None:
    with jm.JourneyStore(path, publish=False) as store:
        store.ingest("web", pa.Table.from_pylist(ROWS), **ROLES)


def _open_store(path: Path) -> None:
    with jm.JourneyStore(path) as store:
        store.journeys()


def _patterns(path: Path) -> None:
    jm.mine_sequences(LOG.journeys(), min_support=0.3, max_length=2).save(path)


def _log(path: Path, **also: Any) -> None:
    log = jm.read_events(path, **(ROLES | also))
    str(log.quality())
    jm.mine_sequences(log.journeys(), min_support=0.5, max_length=2, max_patterns=20)


def _on_disk(path: Path) -> None:
    _log(path, memory_limit="800MB")


def _baskets(path: Path) -> None:
    jm.mine_itemsets(str(path), min_support=0.5, max_patterns=20)


def _query(path: Path) -> None:
    jm.read_events(path, query='SELECT who, what, time AS "when" FROM events', **ROLES).journeys()


FIMI = "".join(" ".join(str(n * k % 17) for k in range(1, 6)) + "\n" for n in range(60))
FORMS: dict[str, Form] = {
    "CSV": Form(".csv", lambda path: path.write_text(_delimited(",")), _log),
    "CSV, gzipped": Form(".csv.gz", lambda path: path.write_bytes(gzip.compress(_delimited(",").encode())), _log),
    "CSV on disk": Form(".csv", lambda path: path.write_text(_delimited(",")), _on_disk),
    "CSV on disk, gzipped": Form(
        ".csv.gz", lambda path: path.write_bytes(gzip.compress(_delimited(",").encode())), _on_disk
    ),
    "TSV": Form(".tsv", lambda path: path.write_text(_delimited("\t")), _log),
    "JSON lines": Form(".jsonl", lambda path: path.write_text(_lines()), _log),
    "JSON lines on disk": Form(".jsonl", lambda path: path.write_text(_lines()), _on_disk),
    "Parquet": Form(".parquet", lambda path: parquet.write_table(pa.Table.from_pylist(ROWS), path), _log),
    "Parquet on disk": Form(".parquet", lambda path: parquet.write_table(pa.Table.from_pylist(ROWS), path), _on_disk),
    "XES": Form(".xes", lambda path: path.write_text(XES), lambda path: _log(path, **CASES)),
    "XES, gzipped": Form(
        ".xes.gz", lambda path: path.write_bytes(gzip.compress(XES.encode())), lambda path: _log(path, **CASES)
    ),
    "access log": Form(".log", lambda path: path.write_text(ACCESS), lambda path: _log(path, **VISITS)),
    "Snowplow": Form(
        ".tsv", lambda path: path.write_text(SNOWPLOW), lambda path: _log(path, **FIELDS, format="snowplow")
    ),
    "SQLite": Form(".sqlite", _sqlite, _query),
    "FIMI": Form(".dat", lambda path: path.write_text(FIMI), _baskets),
    "FIMI, gzipped": Form(".dat.gz", lambda path: path.write_bytes(gzip.compress(FIMI.encode())), _baskets),
    "patterns saved": Form(".parquet", _patterns, lambda path: str(jm.PatternSet.load(path))),
    "recipe": Form(
        ".json",
        lambda path: LOG.rename({"pay": "paid", "search": "look"}).shift_times("1h").recipe().save(path),
        lambda path: LOG.apply(jm.Recipe.load(path)),
    ),
    "store": Form(".duckdb", _store, _open_store),
}


def sound(form: str, folder: Path) -> bytes:
    """The bytes of a file that is read without complaint."""
    one = FORMS[form]
    path = folder / f"sound{one.suffix}"
    path.unlink(missing_ok=True)
    one.write(path)
    content = path.read_bytes()
    one.read(path)
    return content
