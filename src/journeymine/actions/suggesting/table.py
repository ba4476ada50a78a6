"""Suggestions put into order, and into a table that tells of nobody."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from journeymine.actions.rows import ActionRows, Column, headed
from journeymine.actions.suggesting import words
from journeymine.actions.suggesting.suggestion import NAN, Found, Suggestion
from journeymine.showing import Cells, Grid, Shown, inert

ORDER = (
    "order: by lot first, the weakest step of a funnel last, else by `at_least`: how many customers (journeys, events) "
    "more or fewer there are than usual, at the cautious end of the interval"
)

#: What people are shown of each measure; the rest is in frames.
_SHOWN = ("about", "measure", "kind", "evidence", "test")


@dataclass(frozen=True)
class Ranked:
    """What is shown.

    Attributes
    ----------
    table
        The rows.
    sources
        For each row the number of the result it comes from, and what that calls it (None where it names nobody).
    """

    table: ActionRows
    sources: tuple[tuple[int, Any], ...]


def ranked(found: Sequence[Found], *, k: int, max_rows: int, alpha: float, info: dict[str, Any]) -> Ranked:
    """All suggestions, best first.

    Parameters
    ----------
    found
        What each result holds.
    k
        Counts of fewer customers are withheld.
    max_rows
        How many are shown.
    alpha
        What was asked of the list as a whole.
    info
        What was asked.
    """
    listed = [(place, one) for place, each in enumerate(found) for one in each.suggestions]
    listed.sort(key=lambda pair: (not pair[1].randomised, pair[1].weakest, -pair[1].at_least, pair[0], pair[1].about))
    shown = listed[:max_rows]
    told = [protected(one, k) for _, one in shown]
    notes = _notes(found, listed, told, k, max_rows, alpha)
    table = ActionRows(_columns(told), notes, info, frozenset())
    return Ranked(table, tuple((place, one.key) for place, one in shown))


def protected(suggestion: Suggestion, k: int) -> Suggestion:
    """The same without what would tell of fewer than `k` customers; the place in the list it keeps."""
    if k == 1:
        return suggestion
    few = suggestion.n_customers is not None and suggestion.n_customers < k
    if few:
        suggestion = replace(suggestion, n_customers=None)
    if all(count >= k for count in suggestion.counts):
        return suggestion
    sentence, counts = suggestion.coarser or ("", (0,))
    tells = all(count >= k for count in counts)
    return replace(
        suggestion,
        evidence=sentence.replace("{k}", f"{k:,}") if tells else words.WITHHELD.format(k=k),
        test=words.NO_SIZE,
        n=None,
        n_customers=None,
        estimate=NAN,
        low=NAN,
        high=NAN,
        q_value=NAN,
        lead_time=None,
        n_to_test=None,
        at_least=NAN,
    )


def lines(table: ActionRows, title: str) -> list[str]:
    """The notes, then each measure in three lines: what to do about what, what was seen, what would test it."""
    columns = table.columns
    told = [headed(table, title), *table.notes]
    for row in range(len(table)):
        who = columns["n_customers"][row]
        concerned = "" if who is None else f"; concerns {who:,} customers"
        told.append(
            f"{row + 1}. {columns['about'][row]}: {columns['measure'][row]} ({columns['kind'][row]}{concerned})"
        )
        told += [f"   {columns[name][row]}" for name in ("evidence", "test")]
    return list(map(inert, told))


def shown(table: ActionRows, title: str) -> Shown:
    """The notes, then a row a measure: what to do about what, whom it concerns, what was seen, what would test it."""
    columns = table.columns
    who = tuple("–" if one is None else f"{one:,}" for one in columns["n_customers"])
    told = {name: tuple(map(str, columns[name])) for name in _SHOWN}
    cells = [Cells(name, texts, beside=2 * (name == "kind")) for name, texts in told.items()]
    cells.insert(2, Cells("n_customers", who, right=True))
    return Shown((headed(table, title), *table.notes), (Grid(tuple(cells)),))


def _notes(
    found: Sequence[Found],
    listed: Sequence[tuple[int, Suggestion]],
    told: Sequence[Suggestion],
    k: int,
    max_rows: int,
    alpha: float,
) -> tuple[str, ...]:
    left: Counter[str] = Counter()
    for each in found:
        left.update(each.left_out)
    results = f"{len(found):,} results" if len(found) != 1 else "1 result"
    first = f"{len(listed):,} suggestions" if len(listed) != 1 else "1 suggestion"
    asked = f"each was asked for q ≤ {alpha / len(found):.3g}, so that where nothing is going on at most {alpha:.0%} of"
    notes = [f"{first if listed else 'nothing to suggest'}, from {results}; {asked} such lists suggest anything"]
    reasons = [f"{count:,} {reason}" for reason, count in left.items() if count]
    if reasons:
        notes.append(f"not suggested: {'; '.join(reasons)}")
    if len(listed) > max_rows:
        notes.append(f"the first {max_rows:,} of {len(listed):,} are shown")
    designs = [("randomised hold-out" if one.randomised else "observational") for one in told]
    kinds = "; ".join(f"{count:,} {name}" for name, count in Counter(designs).items())
    if kinds:
        notes.append(f"{kinds}: what is observational says what was seen, not what would happen; `test` would tell")
        notes.append(ORDER)
    if k > 1:
        notes.append(f"counts of fewer than {k:,} customers are withheld")
    return tuple(notes)


def _columns(told: Sequence[Suggestion]) -> dict[str, Column]:
    return {
        "rank": np.arange(1, len(told) + 1),
        **{name: _objects([getattr(one, name) for one in told]) for name in ("about", "kind", "measure", "evidence")},
        **{name: _objects([getattr(one, name) for one in told]) for name in ("n", "n_customers")},
        **{name: np.array([getattr(one, name) for one in told], np.float64) for name in ("estimate", "low", "high")},
        "estimate_of": _objects([one.estimate_of for one in told]),
        "q_value": np.array([one.q_value for one in told], np.float64),
        "lead_time_median": _times([one.lead_time for one in told]),
        "design": _objects([one.design for one in told]),
        "test": _objects([one.test for one in told]),
        "n_to_test": _objects([one.n_to_test for one in told]),
        "at_least": np.array([one.at_least for one in told], np.float64),
    }


def _times(given: Sequence[Any]) -> Column:
    """Time spans; plain numbers where the times of the logs are such."""
    known = [one for one in given if one is not None]
    if all(isinstance(one, np.timedelta64) for one in known):
        missing = np.timedelta64("NaT", "s")
        return np.array([missing if one is None else one.astype("m8[s]") for one in given], "m8[s]")
    if not any(isinstance(one, np.timedelta64) for one in known):
        return np.array([NAN if one is None else float(one) for one in given], np.float64)
    return _objects(list(given))


def _objects(values: list[Any]) -> Column:
    return np.fromiter(values, object, len(values))
