"""Why an id belongs to a person, in words."""

from typing import TYPE_CHECKING

from journeymine.showing import Showing, Shown, inert
from journeymine.sources.identity_tables import REASONS, IdentityTables
from journeymine.sources.masking import masked

if TYPE_CHECKING:
    import pandas as pd

_SHOWN = 10


class Explanation(Showing):
    """Why an id belongs to a person; made by `Identities.explain`.

    Examples
    --------
    >>> import journeymine as jm
    >>> log = jm.read_events({"cookie": ["c-01"], "number": [1007], "what": ["view"], "when": [1]},
    ...                      customer="cookie", event="what", time="when", extra=["number"])
    >>> who = log.resolve_identities(["cookie", "number"], known="number").identities()
    >>> who.explain("c-01").to_pandas()[["left", "right", "n"]]
              left        right  n
    0  number:1007  cookie:c-01  1
    """

    def __init__(self, tables: IdentityTables, one: int, chain: "pd.DataFrame", refused: "pd.DataFrame") -> None:
        self._tables, self._one, self._chain, self._refused = tables, one, chain, refused

    def __repr__(self) -> str:
        return "\n".join(map(inert, self._lines()))

    def _shown(self) -> Shown:
        head, *told = self._lines()
        return Shown((head,), points=tuple(told))

    def to_pandas(self) -> "pd.DataFrame":
        """The chain, a row a pair, from the id to the one that names its person; ids are real.

        Examples
        --------
        >>> import journeymine as jm
        >>> log = jm.read_events({"cookie": ["c-01"], "number": [1007], "what": ["view"], "when": [1]},
        ...                      customer="cookie", event="what", time="when", extra=["number"])
        >>> who = log.resolve_identities(["cookie", "number"], known="number").identities()
        >>> who.explain("c-01").to_pandas()["source"].tolist()
        ['log']
        """
        return self._chain.copy()

    def _lines(self) -> list[str]:
        tables = self._tables
        row = tables.ids.slice(self._one, 1).to_pylist()[0]
        own, group = (hidden(one) for one in tables.names([self._one, row["group"]]).to_pylist())
        if row["apart"]:
            head = f"{own} stays by itself: it was quarantined with the group of {group} ({REASONS[row['apart']]})"
        elif row["group"] == self._one:
            head = f"{own} names a person of {_count(len(self._chain) + 1, 'id')}"
        else:
            head = f"{own} belongs to {group}"
        lines = [head, *(f"  {line}" for line in _told(self._chain))]
        if len(self._refused):
            lines += ["refused, as it would merge two known ids:", *(f"  {line}" for line in _told(self._refused))]
        return lines


def _told(pairs: "pd.DataFrame") -> list[str]:
    """Pairs in words, masked; the first of many."""
    lines = []
    for pair in pairs.head(_SHOWN).to_dict("records"):
        when = "without a time" if pair["since"] is None or pair["since"] != pair["since"] else f"at {pair['since']}"
        said = "confirmed" if pair["confirmed"] else "first seen together"
        both = f"{hidden(pair['left'])} – {hidden(pair['right'])}"
        lines.append(f"{both}  {said} {when} in {pair['source']}, {_count(pair['n'], 'row')}")
    more = len(pairs) - len(lines)
    return [*lines, f"… and {more:,} more"] if more else lines


def hidden(name: str) -> str:
    """``"kind:id"`` with the id masked."""
    kind, _, one = name.partition(":")
    return f"{kind} {masked(one)}"


def _count(n: int, what: str) -> str:
    return f"{n:,} {what}{'' if n == 1 else 's'}"
