"""Results into a file, its form by the suffix."""

import csv
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from journeymine.errors import InputError
from journeymine.options import bad_option
from journeymine.patterns.table import SUBJECTS

if TYPE_CHECKING:
    from collections.abc import Callable

    from journeymine.api import EventLog, PatternSet
    from journeymine.api.action_result import ActionResult
    from journeymine.api.results import Results

SUFFIXES = (".parquet", ".json", ".csv", ".html")
TABLES = (".parquet", ".json", ".csv")
"""Those of tables, which have no page of their own."""
#: What spreadsheets take for the beginning of a formula, also in full width (OWASP, CSV Injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def checked_out(out: str, where: str = "mine", suffixes: tuple[str, ...] = SUFFIXES) -> Path:
    """The path, before any work is done for it: a known suffix, in a folder that exists."""
    path = Path(out)
    if path.suffix not in suffixes:
        ends = " or ".join(filter(None, (", ".join(suffixes[:-1]), suffixes[-1])))
        raise bad_option("out", where, f"a path that ends in {ends}", out)
    if not path.parent.is_dir():
        message = f"The folder {str(path.parent)!r} of `out` does not exist; make it first."
        raise InputError(message)
    return path


def write(patterns: "PatternSet", path: Path, log: "EventLog", title: str) -> None:
    """Write ranked patterns: all of them with all columns; a page shows the first hundred."""
    forms: dict[str, Callable[[], None]] = {
        ".csv": lambda: write_csv(patterns, path),
        ".html": lambda: patterns.report(path, title=title, log=log),
    }
    forms.get(path.suffix, lambda: patterns.save(path))()


def write_table(results: "Results[Any]", path: Path) -> None:
    """Write ranked itemsets or rules: all of them with all columns."""
    if path.suffix == ".csv":
        write_csv(results, path)
    else:
        results.save(path)


def write_csv(results: "Results[Any]", path: Path) -> None:
    """One row a pattern, itemset or rule, as printed; text that a spreadsheet would run as a formula is disarmed.

    A cell that begins like a formula gets an apostrophe in front (as spreadsheets themselves mark text). A protected
    result says so in every row, in the column `protected_k`, as a table of plain text has no other place for it.
    """
    told = results.to_dict()
    subjects = SUBJECTS[told["task"]]
    columns = [name for name in told["columns"] if name not in subjects]
    protected = told["info"].get("protected")
    marked = {} if protected is None else {"protected_k": protected["k"]}
    try:
        with path.open("w", encoding="utf-8", newline="") as text:
            rows = csv.writer(text)
            rows.writerow([*subjects, *columns, *marked])
            for named, row in zip(results, told["rows"], strict=True):
                sides = named if len(subjects) > 1 else (named,)
                cells = [*(_disarmed(str(one)) for one in sides), *(_cell(row[name]) for name in columns)]
                rows.writerow([*cells, *marked.values()])
    except OSError as error:
        message = f"{str(path)!r} cannot be written: {error.strerror or error}."
        raise InputError(message) from error


def write_rows(result: "ActionResult", path: Path) -> None:
    """Write what an action found: all rows with all columns; JSON with what was asked and counted."""
    if path.suffix == ".parquet":
        from pyarrow.parquet import write_table as write_parquet

        write_parquet(result.to_arrow(), path)
        return
    told = result.to_dict()
    if path.suffix == ".json":
        path.write_text(json.dumps(told, ensure_ascii=False, allow_nan=False) + "\n", encoding="utf-8")
        return
    with path.open("w", encoding="utf-8", newline="") as text:
        rows = csv.writer(text)
        rows.writerow(result.columns)
        rows.writerows([_cell(one) for one in row.values()] for row in told["rows"])


def _cell(value: object) -> object:
    if isinstance(value, list):
        return _disarmed(json.dumps(value, ensure_ascii=False))
    return _disarmed(value) if isinstance(value, str) else value


def _disarmed(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text
