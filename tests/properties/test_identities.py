"""Who is who against its slow twin, on random logs, frames and confirmed pairs."""

import random
from typing import Any

import pandas as pd
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from journeymine.api.event_log import EventLog
from journeymine.api.identities import Identities
from journeymine.journeys.identities import resolve_identities
from journeymine.sources.read import read_table
from journeymine.sources.table import EventTable
from tests.reference.identities import Id, Row, person_of_row, resolved

COOKIES = st.sampled_from(["a", "b", "c", "d", "e", "f"])
NUMBERS = st.one_of(st.none(), st.integers(1, 4))
MAILS = st.one_of(st.none(), st.sampled_from(["", "1", "2", "a"]))
TIMES = st.integers(0, 4)
EVENTS = st.lists(st.tuples(COOKIES, NUMBERS, MAILS, TIMES), min_size=1, max_size=14)
LOGINS = st.lists(st.tuples(COOKIES, NUMBERS, st.one_of(st.none(), TIMES)), max_size=4)
CONFIRMED = st.lists(st.tuples(NUMBERS, NUMBERS), max_size=2)
OPTIONS = st.fixed_dictionaries(
    {
        "rule": st.sampled_from(["first_identify", "connected"]),
        "max_ids": st.sampled_from([None, 2, 3, 4, 100]),
        "known": st.sampled_from([("number",), ("mail",), ("mail", "number"), ("number", "cookie")]),
    }
)


def log_of(events: list[Any]) -> EventTable:
    cookie, number, mail, when = (list(column) for column in zip(*events, strict=True))
    columns = {
        "cookie": pa.array(cookie, pa.string()),
        "number": pa.array(number, pa.int64()),
        "mail": pa.array(mail, pa.string()),
        "what": pa.array(["x"] * len(events)),
        "when": pa.array(when, pa.int64()),
    }
    return read_table(pa.table(columns), customer="cookie", event="what", time="when", extra=["number", "mail"])


def asked(events: list[Any], logins: list[Any], confirmed: list[Any], **options: Any) -> EventTable:
    frame = pa.table(
        {
            "cookie": pa.array([row[0] for row in logins], pa.string()),
            "number": pa.array([row[1] for row in logins], pa.int64()),
            "at": pa.array([row[2] for row in logins], pa.int64()),
        }
    )
    by_hand = pa.table({name: pa.array([row[at] for row in confirmed], pa.int64()) for at, name in enumerate("lr")})
    edges = [["cookie", "number", "mail"], (frame, "cookie", "number", "at")]
    kinds = {"l": "number", "r": "number"}
    return resolve_identities(log_of(events), edges, confirmed=[(by_hand, "l", "r")], kinds=kinds, **options)


def ids_of(row: Any) -> dict[str, Id | None]:
    named = zip(("cookie", "number", "mail"), row, strict=False)
    return {kind: None if name in {None, ""} else (kind, name) for kind, name in named}


def twin(events: list[Any], logins: list[Any], confirmed: list[Any], **options: Any) -> Any:
    def row(ids: dict[str, Id | None], time: int | None, source: str, *, confirmed: bool = False) -> Row:
        return Row(tuple(one for one in ids.values() if one is not None), time, source, confirmed)

    rows = [row(ids_of(event[:3]), event[3], "log") for event in events]
    rows += [row(ids_of(login[:2]), login[2], "edges[1]") for login in logins]
    numbers = [[("number", name) for name in pair if name is not None] for pair in confirmed]
    rows += [Row(tuple(pair), None, "confirmed[0]", confirmed=True) for pair in numbers]
    every = [one for row in rows for one in row.ids]
    return resolved(rows, every, options["known"], options["rule"], options["max_ids"])


def spelled(one: Id) -> str:
    return f"{one[0]}:{one[1]}"


@settings(max_examples=120, deadline=None)
@given(EVENTS, LOGINS, CONFIRMED, OPTIONS)
def test_persons_are_those_of_the_twin(events: Any, logins: Any, confirmed: Any, options: Any) -> None:
    table = asked(events, logins, confirmed, **options)
    answer = twin(events, logins, confirmed, **options)
    frame = EventLog(table).identities().to_arrow().to_pylist()
    found = {f"{row['kind']}:{row['id']}": row["person"] for row in frame}
    assert found == {spelled(one): spelled(person) for one, person in answer.person.items()}
    reasons = {f"{row['kind']}:{row['id']}": row["quarantined"] for row in frame if row["quarantined"]}
    assert reasons == {spelled(one): reason for one, reason in answer.quarantined.items()}
    rows = [spelled(person_of_row(ids_of(event), "cookie", options["known"], answer)) for event in events]
    assert table.table["person"].to_pylist() == rows


@settings(max_examples=60, deadline=None)
@given(EVENTS, LOGINS, CONFIRMED, OPTIONS)
def test_conflicts_are_those_of_the_twin(events: Any, logins: Any, confirmed: Any, options: Any) -> None:
    answer = twin(events, logins, confirmed, **options)
    conflicts = EventLog(asked(events, logins, confirmed, **options)).identities().conflicts()
    times = [None if pd.isna(since) else int(since) for since in conflicts["since"]]
    rows = zip(conflicts["left"], conflicts["right"], times, conflicts["source"], conflicts["n"], strict=True)
    found = {(left, right): tuple(told) for left, right, *told in rows}
    assert found == {(spelled(left), spelled(right)): told for (left, right), told in answer.refused.items()}


@settings(max_examples=60, deadline=None)
@given(EVENTS, LOGINS, CONFIRMED, OPTIONS, st.randoms(use_true_random=False))
def test_rows_in_any_order_and_any_number_of_threads_give_the_same(
    events: Any, logins: Any, confirmed: Any, options: Any, chance: random.Random
) -> None:
    first = asked(events, logins, confirmed, n_jobs=1, **options).identities
    for rows in (events, logins, confirmed):
        chance.shuffle(rows)
    again = asked(events, logins, confirmed, n_jobs=3, **options).identities
    assert first is not None
    assert again is not None
    assert again.ids.equals(first.ids)
    assert again.pairs.equals(first.pairs)


@settings(max_examples=60, deadline=None)
@given(EVENTS, LOGINS, CONFIRMED, OPTIONS)
def test_every_id_is_tied_to_its_person_by_a_chain(events: Any, logins: Any, confirmed: Any, options: Any) -> None:
    table = asked(events, logins, confirmed, **options)
    who = Identities(table.identities)  # type: ignore[arg-type]
    ties = {(spelled(left), spelled(right)) for left, right in twin(events, logins, confirmed, **options).ties}
    for row in who.to_arrow().to_pylist():
        name = f"{row['kind']}:{row['id']}"
        chain = [(pair.left, pair.right) for pair in who.explain(name).to_pandas().itertuples()]
        assert set(chain) <= ties
        if name == row["group"]:
            members = {other["id"]: other for other in who.to_arrow().to_pylist() if other["group"] == name}
            assert len(chain) >= len(members) - 1
            continue
        at = name
        for pair in chain:
            assert at in pair
            at = pair[1] if at == pair[0] else pair[0]
        assert at == row["group"]


def test_the_twin_knows_the_textbook_case() -> None:
    device, ann, bob = ("device", "d"), ("customer", "ann"), ("customer", "bob")
    rows = [Row((device, bob), 2, "log"), Row((device, ann), 1, "log")]
    answer = resolved(rows, [], ["customer"], "first_identify", None)
    assert answer.person == {device: ann, ann: ann, bob: bob}
    assert answer.refused == {(bob, device): (2, "log", 1)}
