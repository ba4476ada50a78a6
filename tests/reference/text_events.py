"""Events of texts a row at a time, as `EventLog.with_text_events` says."""

from collections.abc import Callable, Sequence
from typing import Any

Row = dict[str, Any]


def with_texts(
    rows: Sequence[Row], texts: Sequence[Row], name: Callable[[str], str], prefix: str, *, keep: bool
) -> list[Row]:
    """The rows of the log, and one for each text that is not blank."""
    found = list(rows)
    for one in texts:
        if one["wrote"] is not None and one["wrote"].strip():
            category = name(one["wrote"])
            if keep or category != "unassigned":
                found.append({"who": one["who"], "what": prefix + category, "when": one["when"]})
    return found
