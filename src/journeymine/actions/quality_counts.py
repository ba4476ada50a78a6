"""A quality report fit to leave the house: its counts, without those that tell of few, and without examples."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from journeymine.actions.republished import rounded
from journeymine.actions.rows import ActionRows
from journeymine.errors import OptionError
from journeymine.sources.quality_report import QualityReport

_NOTE = (
    "Times, examples, the largest customer and what reading noted are left out; rows that were not kept count as "
    "if no customer had more of them than of those kept."
)
_COUNTED_ABOVE = frozenset({"missing", "tied"})


@dataclass(frozen=True)
class _Line:
    """One count of a report.

    Attributes
    ----------
    what, source
        Of what, and of which source.
    unit
        ``"rows"``, ``"customers"`` or ``"days"``.
    count
        How many; None where it is withheld.
    whole
        What it is a part of; None where there is nothing, or where that is not told.
    cure
        The step that mends it.
    """

    what: str
    source: str | int | None
    unit: str
    count: int | None
    whole: int | None = None
    cure: str | None = None


def protected_quality(report: QualityReport, k: int, *, differences: bool, round_to: int | None) -> ActionRows:
    """The counts of a report, a row each; missing where they, or what is left of their whole, tell of fewer than `k`.

    Where a customer has up to m rows, (k - 1)·m + 1 of them are of at least `k` customers, and that many are asked.

    Parameters
    ----------
    report
        As `EventLog.quality` gives it.
    k, differences, round_to
        As `protect` has them.

    Raises
    ------
    OptionError
        The log has fewer than `k` customers, or one of them so many rows that no count can be told.
    """
    least = {"rows": (k - 1) * report.largest_customer_rows + 1, "customers": k, "days": 0}
    if report.customers < k:
        message = f"`k` of protect must be at most the number of customers; there are fewer than {k:,}."
        raise OptionError(message)
    if report.rows_kept < least["rows"]:
        message = (
            f"`k` of protect is {k:,}, and one customer has so many rows that no count of rows is of as many customers "
            "for sure: lower k, or take that customer out first, as drop_catch_all does with ids of nobody."
        )
        raise OptionError(message)
    lines = list(_lines(report, least, differences=differences))
    withheld = sum(line.count is None for line in lines)
    unit = round_to or 1
    counts = [None if line.count is None else _rounded(line.count, unit) for line in lines]
    wholes = [None if line.whole is None else _rounded(line.whole, unit) for line in lines]
    shares = [count / whole if count and whole else np.nan for count, whole in zip(counts, wholes, strict=True)]
    columns = {
        "what": np.array([line.what for line in lines], object),
        "source": np.array([line.source for line in lines], object),
        "unit": np.array([line.unit for line in lines], object),
        "n": np.array(counts, object),
        "share": np.array(shares, np.float64),
        "cure": np.array([line.cure for line in lines], object),
    }
    info = {"protected": {"k": k, "differences": differences, "round_to": round_to, "withheld": withheld}}
    return ActionRows(columns, (_note(info["protected"]), _NOTE), info, frozenset({"share"}))


def _note(told: dict[str, int | bool | None]) -> str:
    also = ", nor what is left of a whole" if told["differences"] else ", but differences may tell smaller"
    unit = f"; rounded to {told['round_to']}" if told["round_to"] else ""
    return (
        f"protected: no count of fewer than {told['k']:,} customers{also}{unit}; withheld: {told['withheld']:,} counts"
    )


def _rounded(count: int, unit: int) -> int:
    return int(rounded(np.array(count), unit))


def _lines(report: QualityReport, least: dict[str, int], *, differences: bool) -> Iterator[_Line]:
    """All counts of a report, wholes first."""

    def line(
        what: str, source: str | int | None, unit: str, count: int, whole: int | None = None, cure: str | None = None
    ) -> _Line:
        small = count < least[unit] or (differences and whole is not None and whole - count < least[unit])
        return _Line(what, source, unit, None if small else count, whole, cure)

    kept = report.rows_kept
    yield _Line("rows kept", None, "rows", kept)
    left_out = line("rows left out", None, "rows", report.rows_read - kept)
    yield left_out
    yield line("left out by conditions", None, "rows", report.rows_filtered, left_out.count)
    read = None if left_out.count is None else report.rows_read
    for column, lacking in report.missing.items():
        yield line(f"missing {column}", None, "rows", lacking, read)
    yield line("rows tied in time", None, "rows", report.tied_rows, kept)
    yield _Line("customers", None, "customers", report.customers)
    rows: dict[str | int | None, int | None] = {None: kept}
    # The rows of one source are what those of the others leave of all.
    told = all(one.rows >= least["rows"] for one in report.by_source) or not differences
    for one in report.by_source:
        own = one.rows if told and one.rows >= least["rows"] else None
        rows[one.source] = own
        yield _Line("rows kept", one.source, "rows", own, kept)
        whole = report.customers if len(report.by_source) > 1 else None
        yield line("customers", one.source, "customers", one.customers, whole)
    for found in report.findings:
        whole = rows.get(found.source) if found.unit == "rows" else None
        cure = None if found.cure is None else found.cure.partition("(")[0]
        fault = line(found.fault.replace("_", " "), found.source, found.unit, found.count, whole, cure)
        # A fault stands in a report where somebody has it: its very line tells that it is not nobody.
        if fault.count is not None and found.fault not in _COUNTED_ABOVE:
            yield fault
