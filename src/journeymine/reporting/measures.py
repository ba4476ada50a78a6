"""What to do next, as the body of a section."""

from collections.abc import Mapping, Sequence
from typing import Any

from journeymine.reporting.numbers import count
from journeymine.reporting.page import Markup, notes_of, pattern, tag, together


def measures(notes: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> Markup:
    """A list of measures, each with its evidence and its test.

    Parameters
    ----------
    notes
        What stands under them.
    rows
        The rows of `Suggestions.to_dict`.

    Examples
    --------
    >>> row = {"about": "a → b", "measure": "warn earlier", "kind": "a pattern", "evidence": "Seen.", "test": "Try."}
    >>> measures([], [{**row, "n_customers": 12}])[:64]
    '<ol class="measures"><li><h3><bdi>a</bdi> <i>→</i> <bdi>b</bdi>:'
    """
    listed = tag("ol", together(_measure(row) for row in rows), class_="measures") if rows else Markup("")
    return together([listed, notes_of(notes)])


def _measure(row: Mapping[str, Any]) -> Markup:
    who = row["n_customers"]
    concerned = "" if who is None else f"; concerns {count(who)} customers"
    return tag(
        "li",
        tag("h3", pattern(row["about"]), ": ", row["measure"]),
        tag("p", f"{row['kind']}{concerned}", class_="soft"),
        tag("p", row["evidence"]),
        tag("p", row["test"]),
    )
