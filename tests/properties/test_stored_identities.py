"""Who is who in a store: any split of pairs into batches, in any order, is all of them at once."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from journeymine.api.identities import Identities
from journeymine.journeys.identities.storing import identify, ingest_edges, stored_identities
from journeymine.sources.identity_tables import IdentityTables
from journeymine.sources.store.schema import migrate
from tests.reference.identities import Row, resolved

KINDS = ("cookie", "number", "mail")
PAIR = st.tuples(
    st.just("cookie"), st.sampled_from("abcdef"), st.sampled_from(KINDS), st.sampled_from("abcd"),
    st.one_of(st.none(), st.integers(-3, 3)), st.sampled_from(["crm", "web"]), st.sampled_from([False] * 7 + [True]),
)  # fmt: skip
PAIRS = st.lists(PAIR, min_size=1, max_size=14)
OPTIONS = st.fixed_dictionaries(
    {
        "known": st.sampled_from([("number",), ("mail", "number")]),
        "rule": st.sampled_from(["first_identify", "connected"]),
        "max_ids": st.sampled_from([None, 2, 3, 5]),
    }
)


def stored(batches: Sequence[Sequence[Any]], **options: Any) -> IdentityTables:
    """Each batch as frames, one for each pair of kinds, source and whether it is confirmed."""
    with duckdb.connect(":memory:") as connection:
        migrate(connection)
        kinds = {f"{side}_{kind}": kind for side in "lr" for kind in KINDS}
        identify(connection, options["known"], options["rule"], options["max_ids"], kinds)
        for number, batch in enumerate(batches):
            for left, right, source, confirmed in sorted({(row[0], row[2], row[5], row[6]) for row in batch}):
                rows = [row for row in batch if (row[0], row[2], row[5], row[6]) == (left, right, source, confirmed)]
                names = (f"l_{left}", f"r_{right}")
                # A row that says nothing tells equal batches apart, which would else be taken for one sent twice.
                frame = {
                    names[0]: [None] * (number + 1) + [row[1] for row in rows],
                    names[1]: [None] * (number + 1) + [row[3] for row in rows],
                    "at": pa.array([None] * (number + 1) + [row[4] for row in rows], pa.int64()),
                }
                ingest_edges(connection, source, frame, names, "at", confirmed=confirmed)
        return stored_identities(connection)


@settings(max_examples=12, deadline=None)
@given(PAIRS, OPTIONS, st.data())
def test_batches_in_any_order_are_all_at_once(pairs: list[Any], options: Any, data: st.DataObject) -> None:
    whole = stored([pairs], **options)
    shuffled = data.draw(st.permutations(pairs))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(pairs)), max_size=4)))
    batches = [shuffled[i:j] for i, j in zip([0, *cuts], [*cuts, len(pairs)], strict=True)]
    parts = stored(batches, **options)
    assert parts.ids.equals(whole.ids)
    assert parts.pairs.equals(whole.pairs)
    assert parts.known == whole.known


@settings(max_examples=12, deadline=None)
@given(PAIRS, OPTIONS)
def test_a_store_has_the_persons_of_the_twin(pairs: list[Any], options: Any) -> None:
    rows = [Row(((row[0], row[1]), (row[2], row[3])), row[4], row[5], confirmed=row[6]) for row in pairs]
    every = [one for row in rows for one in row.ids]
    answer = resolved(rows, every, options["known"], options["rule"], options["max_ids"])
    found = Identities(stored([pairs[::2], pairs[1::2]], **options)).to_arrow().to_pylist()
    persons = {(row["kind"], row["id"]): tuple(row["person"].split(":")) for row in found}
    # An id that was only ever seen with itself says nothing of itself; a store does not keep it.
    assert persons == {one: person for one, person in answer.person.items() if one in persons}
    assert {one for row in rows if len(set(row.ids)) == 2 for one in row.ids} <= set(persons)


def test_another_rule_ties_everything_anew(tmp_path: Path) -> None:
    frame = {"cookie": ["a", "a"], "number": ["1", "2"]}
    with duckdb.connect(str(tmp_path / "pairs.duckdb")) as connection:
        migrate(connection)
        identify(connection, "number", "first_identify", 100, None)
        ingest_edges(connection, "web", frame, ("cookie", "number"), None, confirmed=False)
        assert Identities(stored_identities(connection)).counts()["refused"] == 1
        identify(connection, "number", "connected", 100, None)
        assert Identities(stored_identities(connection)).counts()["quarantined_ids"] == 3
        identify(connection, "cookie", "first_identify", None, None)
        assert Identities(stored_identities(connection)).counts()["persons"] == 1
