"""Who is who, to look at and to question."""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from journeymine.api.explanation import Explanation, hidden
from journeymine.journeys.identities.explaining import chain_of, find_id, refused_with
from journeymine.journeys.vocabulary import Name
from journeymine.showing import Showing, Shown, framed
from journeymine.sources.identity_tables import REASONS, VERDICTS, IdentityTables
from journeymine.sources.masking import masked

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

_SHOWN = 10


class Identities(Showing):
    """The ids of a log and the persons they belong to; made by `EventLog.resolve_identities`.

    Ids are masked where they are printed, and real in frames.

    Examples
    --------
    >>> import journeymine as jm
    >>> log = jm.read_events({"cookie": ["c-01", "c-01", "c-02"], "number": [None, 1007, 1007],
    ...                       "what": ["view", "pay", "pay"], "when": [1, 2, 3]},
    ...                      customer="cookie", event="what", time="when", extra=["number"])
    >>> log.resolve_identities(["cookie", "number"], known="number").identities()
    Identities: 3 ids of 2 kinds (number, cookie) are 1 person by "first_identify"
    2 pairs of ids were seen together, 0 refused as they would merge two known ids (number)
    0 ids in 0 groups quarantined for more than 100 ids; .explain(customer) says why
    """

    def __init__(self, tables: IdentityTables) -> None:
        self._tables = tables

    def __len__(self) -> int:
        return int(self._tables.ids.num_rows)

    def __repr__(self) -> str:
        return "\n".join(self._lines())

    def _shown(self) -> Shown:
        rows = _frame(self._first(_SHOWN))
        for name in ("id", "person", "group"):
            rows[name] = [hidden(one) if name != "id" else masked(one) for one in rows[name]]
        return Shown((*self._lines(), "Ids are masked here."), (framed(rows, len(self)),))

    def _lines(self) -> list[str]:
        counts, tables = self.counts(), self._tables
        kinds = tables.ids["kind"].combine_chunks().dictionary.to_pylist()
        persons = f"{counts['persons']:,} person{'s' if counts['persons'] != 1 else ''}"
        cap = "no cap on ids" if tables.max_ids is None else f"more than {tables.max_ids:,} ids"
        reason = cap if tables.rule == "first_identify" else f"{cap} or several known ones"
        lines = (
            f"Identities: {counts['ids']:,} ids of {len(kinds)} kinds ({', '.join(kinds)}) are {persons} "
            f'by "{tables.rule}"\n'
            f"{counts['pairs']:,} pairs of ids were seen together, {counts['refused']:,} refused as they would merge "
            f"two known ids ({', '.join(tables.known)})\n"
            f"{counts['quarantined_ids']:,} ids in {counts['quarantined_groups']:,} groups quarantined for {reason}; "
            f".explain(customer) says why"
        )
        return lines.splitlines()

    def counts(self) -> dict[str, int]:
        """How many there are of everything.

        Returns
        -------
        dict
            ``ids``, ``persons``, ``pairs`` (of ids seen together), ``tied`` and ``refused`` pairs,
            ``quarantined_ids``, ``quarantined_groups``.

        Examples
        --------
        >>> import journeymine as jm
        >>> log = jm.read_events({"cookie": ["c-01", "c-02"], "number": [1007, 1007], "what": ["view", "pay"],
        ...                       "when": [1, 2]}, customer="cookie", event="what", time="when", extra=["number"])
        >>> who = log.resolve_identities(["cookie", "number"], known="number").identities()
        >>> who.counts()["ids"], who.counts()["persons"]
        (3, 1)
        """
        tables = self._tables
        apart, verdicts = tables.ids["apart"].to_numpy(), tables.pairs["verdict"].to_numpy()
        groups = tables.ids["group"].to_numpy()
        persons = tables.persons()
        return {
            "ids": len(self),
            "persons": int((persons == np.arange(len(persons))).sum()),
            "pairs": int(tables.pairs.num_rows),
            "tied": int((verdicts == VERDICTS.index("tied")).sum()),
            "refused": int((verdicts == VERDICTS.index("refused")).sum()),
            "quarantined_ids": int((apart > 0).sum()),
            "quarantined_groups": int(((apart > 0) & (groups == np.arange(len(groups)))).sum()),
        }

    def to_arrow(self) -> "pa.Table":
        """All ids, one a row, in their fixed order.

        Returns
        -------
        A table with ``kind``, ``id`` (as text), ``person`` (``"kind:id"`` of the known id, else of the smallest one),
        ``group`` (the same, but for quarantined ids: what they would have been merged to), ``quarantined`` (why, null
        where they are not), ``since`` (first time in a pair) and ``n`` (rows that pair the id with another).

        Examples
        --------
        >>> import journeymine as jm
        >>> log = jm.read_events({"cookie": ["c-01", "c-02"], "number": [1007, 1007], "what": ["view", "pay"],
        ...                       "when": [1, 2]}, customer="cookie", event="what", time="when", extra=["number"])
        >>> who = log.resolve_identities(["cookie", "number"], known="number").identities()
        >>> who.to_arrow()["person"].to_pylist()
        ['number:1007', 'number:1007', 'number:1007']
        """
        return self._first(len(self))

    def _first(self, n: int) -> "pa.Table":
        import pyarrow as pa

        ids = self._tables.ids.slice(0, n)
        return pa.table(
            {
                "kind": ids["kind"],
                "id": ids["id"],
                "person": self._tables.names(self._tables.persons()[:n]),
                "group": self._tables.names(ids["group"].to_numpy()),
                "quarantined": pa.array(REASONS, pa.string()).take(ids["apart"]),
                "since": ids["since"],
                "n": ids["n"],
            }
        )

    def to_pandas(self) -> "pd.DataFrame":
        """The same as `to_arrow`, as a pandas frame.

        Examples
        --------
        >>> import journeymine as jm
        >>> log = jm.read_events({"cookie": ["c-01", "c-02"], "number": [1007, None], "what": ["view", "pay"],
        ...                       "when": [1, 2]}, customer="cookie", event="what", time="when", extra=["number"])
        >>> who = log.resolve_identities(["cookie", "number"], known="number").identities()
        >>> who.to_pandas()[["kind", "id", "person"]]
             kind    id       person
        0  number  1007  number:1007
        1  cookie  c-01  number:1007
        2  cookie  c-02  cookie:c-02
        """
        return _frame(self.to_arrow())

    def conflicts(self) -> "pd.DataFrame":
        """Pairs that were refused, as they would have merged two known ids: a shared device, a phone sold on.

        Returns
        -------
        A row a pair: ``left``, ``right`` (as ``"kind:id"``), ``left_person``, ``right_person``, ``since`` and
        ``source`` (of the first row that says it), ``n`` (rows that do). By time, then by ids.

        Examples
        --------
        >>> import journeymine as jm
        >>> log = jm.read_events({"cookie": ["c-01", "c-01"], "number": [1007, 1009], "what": ["view", "pay"],
        ...                       "when": [1, 2]}, customer="cookie", event="what", time="when", extra=["number"])
        >>> who = log.resolve_identities(["cookie", "number"], known="number").identities()
        >>> who.conflicts()[["left", "right", "right_person"]]
                  left        right right_person
        0  number:1009  cookie:c-01  number:1007
        """
        refused = self._tables.pairs["verdict"].to_numpy() == VERDICTS.index("refused")
        return self._pairs(np.flatnonzero(refused))

    def quarantined(self) -> "pd.DataFrame":
        """Groups whose ids stay by themselves, as they would have more than `max_ids` ids, or several known ones.

        Returns
        -------
        A row a group: ``group`` (its least id), ``reason``, ``n_ids``, ``n_known``, ``most_seen`` (the id that most
        rows pair with another, which is mostly the one to leave out) and ``n`` (those rows). Largest first.

        Examples
        --------
        >>> import journeymine as jm
        >>> log = jm.read_events({"cookie": ["c-01", "c-02", "c-03"], "mail": ["m", "m", "m"], "what": ["a", "a", "a"],
        ...                       "when": [1, 2, 3]}, customer="cookie", event="what", time="when", extra=["mail"])
        >>> who = log.resolve_identities(["cookie", "mail"], known="mail", max_ids=3).identities()
        >>> who.quarantined()[["group", "reason", "n_ids", "most_seen"]]
            group        reason  n_ids most_seen
        0  mail:m  too many ids      4    mail:m
        """
        import pandas as pd
        import pyarrow as pa

        tables = self._tables
        apart = np.flatnonzero(tables.ids["apart"].to_numpy() > 0)
        group = tables.ids["group"].to_numpy()[apart]
        least, of_group, n_ids = np.unique(group, return_inverse=True, return_counts=True)
        seen = tables.ids["n"].to_numpy()[apart].astype(np.int64)
        by_rows = np.lexsort((apart, -seen, of_group))
        most = apart[by_rows[np.cumsum(n_ids) - n_ids]]
        is_known = np.isin(tables.ids["kind"].take(pa.array(apart)).to_pylist(), tables.known)
        frame = pd.DataFrame(
            {
                "group": tables.names(least).to_pylist(),
                "reason": [REASONS[one] for one in tables.ids["apart"].to_numpy()[least]],
                "n_ids": n_ids,
                "n_known": np.bincount(of_group, is_known, len(least)).astype(np.int64),
                "most_seen": tables.names(most).to_pylist(),
                "n": tables.ids["n"].to_numpy()[most],
            }
        )
        return frame.iloc[np.argsort(-n_ids, kind="stable")].reset_index(drop=True)

    def explain(self, customer: Name, *, kind: str | None = None) -> Explanation:
        """Why an id belongs to its person: the chain of pairs that ties it to the id that names the person.

        Parameters
        ----------
        customer
            An id, or ``"kind:id"``, as persons are called. For the id that names a person: every pair that ties it.
        kind
            What the id is; needed only where several kinds have it.

        Returns
        -------
        An `Explanation` that prints masked, with ``.to_pandas()``.

        Raises
        ------
        OptionError
            Several kinds have such an id.
        InputError
            There is no such id.

        Examples
        --------
        >>> import journeymine as jm
        >>> log = jm.read_events({"cookie": ["c-01", "c-01"], "number": [None, 1007], "what": ["view", "pay"],
        ...                       "when": [1, 2]}, customer="cookie", event="what", time="when", extra=["number"])
        >>> who = log.resolve_identities(["cookie", "number"], known="number").identities()
        >>> who.explain("c-01")
        cookie c… belongs to number 1…
          number 1… – cookie c…  first seen together at 2 in log, 1 row
        """
        tables = self._tables
        one = find_id(tables, customer, kind, "explain")
        return Explanation(tables, one, self._pairs(chain_of(tables, one)), self._pairs(refused_with(tables, one)))

    def person_of(self, ids: Any, *, kind: str) -> "pd.Series[Any]":
        """The person of each of many ids, for frames that name customers by one of their ids.

        Parameters
        ----------
        ids
            A column of ids, in the type they have in the log.
        kind
            What they are.

        Returns
        -------
        A Series of names of persons, ``"kind:id"``; an id that was never seen names itself, a missing one is missing.

        Examples
        --------
        >>> import journeymine as jm
        >>> log = jm.read_events({"cookie": ["c-01", "c-02"], "number": [1007, None], "what": ["view", "pay"],
        ...                       "when": [1, 2]}, customer="cookie", event="what", time="when", extra=["number"])
        >>> who = log.resolve_identities(["cookie", "number"], known="number").identities()
        >>> who.person_of(["c-01", "c-02", "c-99"], kind="cookie").tolist()
        ['number:1007', 'cookie:c-02', 'cookie:c-99']
        """
        import pandas as pd
        import pyarrow as pa
        import pyarrow.compute as pc

        tables = self._tables
        index = ids.index if isinstance(ids, pd.Series) else None
        asked = pc.cast(pa.array(list(ids)), pa.large_string())
        own = np.flatnonzero(np.asarray(pc.equal(tables.ids["kind"].cast("string"), kind)))
        known = tables.ids["id"].take(pa.array(own)).combine_chunks()
        at = pc.index_in(asked, value_set=known)
        persons = tables.names(tables.persons()[own]).take(at)
        itself = pc.binary_join_element_wise(
            pa.scalar(kind, pa.large_string()), asked, pa.scalar(":", pa.large_string())
        )
        return pd.Series(pc.coalesce(persons, itself).to_pylist(), index=index, name="person", dtype=object)

    def _pairs(self, rows: NDArray[np.int64]) -> "pd.DataFrame":
        import pyarrow as pa

        tables = self._tables
        some = tables.pairs.take(pa.array(rows))
        left, right, persons = some["left"].to_numpy(), some["right"].to_numpy(), tables.persons()
        return _frame(
            pa.table(
                {
                    "left": tables.names(left),
                    "right": tables.names(right),
                    "left_person": tables.names(persons[left]),
                    "right_person": tables.names(persons[right]),
                    "since": some["since"],
                    "source": some["source"].cast(pa.string()),
                    "n": some["n"],
                    "confirmed": some["confirmed"],
                }
            )
        )


def _frame(table: "pa.Table") -> "pd.DataFrame":
    frame: pd.DataFrame = table.to_pandas()
    return frame
