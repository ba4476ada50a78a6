"""Pairs and persons in a journey store."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import journeymine as jm
from journeymine.errors import InputError, OptionError

KINDS: dict[str, Any] = {"customer": {"web": "cookie", "shop": "number"}, "login": "number"}
LOGINS = {"cookie": ["ck-1", "ck-2"], "number": ["1007", "1009"], "at": ["2025-01-02", "2025-01-03"]}
NAMED: dict[str, Any] = {"left": "cookie", "right": "number", "time": "at"}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[jm.JourneyStore]:
    with jm.JourneyStore(tmp_path / "journeys.duckdb") as store:
        web = {
            "c": ["ck-1", "ck-1", "ck-3"],
            "page": ["view"] * 3,
            "at": ["2025-01-01"] * 3,
            "login": [None, "1009", None],
        }
        store.ingest("web", web, customer="c", event="page", time="at", extra=["login"])
        shop = {"n": ["1007", "guest"], "what": ["pay", "pay"], "at": ["2025-01-04"] * 2}
        store.ingest("shop", shop, customer="n", event="what", time="at")
        yield store


def test_events_of_all_sources_are_under_persons(store: jm.JourneyStore) -> None:
    store.identify("number", kinds=KINDS)
    assert store.ingest_edges("logins", LOGINS, **NAMED) == 2
    log = store.persons()
    assert log.to_pandas()["person"].tolist() == [
        *("number:1007", "number:1009", "cookie:ck-3", "number:1007", "number:guest"),
    ]
    assert log.identities().explain("ck-1").to_pandas()["source"].tolist() == ["logins"]
    assert store.persons(sources=["web"]).journeys().to_lists() == [["view"]] * 3
    resolved = store.events().resolve_identities(
        [(LOGINS, *NAMED.values())], known="number", kinds={"customer": dict(KINDS["customer"])}
    )
    assert log.identities().to_pandas()["id"].tolist() == resolved.identities().to_pandas()["id"].tolist()


def test_pairs_are_taken_in_once_and_outlive_the_process(store: jm.JourneyStore, tmp_path: Path) -> None:
    store.identify("number", kinds=KINDS)
    assert store.ingest_edges("logins", LOGINS, **NAMED) == 2
    before = store.identities().to_arrow()
    assert store.ingest_edges("logins", LOGINS, **NAMED) == 0
    assert (
        store.ingest_edges("logins", {"cookie": ["n/a", None], "number": ["1", "2"]}, left="cookie", right="number")
        == 0
    )
    assert store.identities().to_arrow().equals(before)
    store.close()
    with jm.JourneyStore(tmp_path / "journeys.duckdb", read_only=True) as reader:
        assert reader.identities().to_arrow().equals(before)
        with pytest.raises(OptionError, match=r"there is no \.ingest_edges\(\); open it without"):
            reader.ingest_edges("logins", LOGINS, **NAMED)


def test_confirmed_pairs_and_conflicts(store: jm.JourneyStore) -> None:
    store.identify("number")
    both = {"cookie": ["ck-1", "ck-1"], "number": ["1007", "1009"], "at": [2, 1]}
    store.ingest_edges("logins", both, **NAMED)
    assert store.identities().conflicts()["left"].tolist() == ["number:1007"]
    store.identify("number", kinds={"old": "number", "new": "number"})
    store.ingest_edges("desk", {"old": ["1007"], "new": ["1009"]}, left="old", right="new", confirmed=True)
    assert store.identities().conflicts().empty
    assert store.identities().counts()["persons"] == 1


def test_what_cannot_be_is_said(store: jm.JourneyStore) -> None:
    with pytest.raises(OptionError, match=r"say so once: store\.identify\('customer_number'\)"):
        store.ingest_edges("logins", LOGINS, **NAMED)
    with pytest.raises(OptionError, match=r"JourneyStore\.identities needs to know"):
        store.identities()
    with pytest.raises(OptionError, match=r"`rule` of JourneyStore\.identify must be one of"):
        store.identify("number", rule="last")
    with pytest.raises(OptionError, match=r"`known` of JourneyStore\.identify must be"):
        store.identify([])
    store.identify("number")
    store.ingest_edges("logins", LOGINS, **NAMED)
    with pytest.raises(InputError, match="Times are clock times in the pairs of the store and order numbers in 'at'"):
        store.ingest_edges("logins", {**LOGINS, "at": [1, 2]}, **NAMED)
    with pytest.raises(OptionError, match=r"`source` of JourneyStore\.ingest_edges must be the name of a source"):
        store.ingest_edges("", LOGINS, **NAMED)
    with pytest.raises(OptionError, match=r"`left` of JourneyStore\.ingest_edges must be a column"):
        store.ingest_edges("logins", LOGINS, left="cookie", right="cookie")


def test_a_batch_touches_only_what_it_hangs_together_with(store: jm.JourneyStore) -> None:
    store.identify("number")
    store.ingest_edges("logins", LOGINS, **NAMED)
    numbered = "SELECT id, component FROM identity_ids ORDER BY ALL"
    with store._connection() as connection:
        before = dict(connection.execute(numbered).fetchall())
    store.ingest_edges("logins", {"cookie": ["ck-9"], "number": ["1009"]}, left="cookie", right="number")
    with store._connection() as connection:
        after = dict(connection.execute(numbered).fetchall())
    assert {one for one in before if after[one] != before[one]} == {"ck-2", "1009"}
    assert after["ck-9"] == after["ck-2"] == after["1009"]


def test_who_is_forgotten_ties_nobody(store: jm.JourneyStore) -> None:
    store.identify("number")
    chain = {"cookie": ["ck-1", "ck-1", "ck-2"], "number": ["1007", "1009", "1009"], "at": [1, 2, 3]}
    store.ingest_edges("logins", chain, **NAMED)
    assert store.identities().person_of(["ck-1", "ck-2"], kind="cookie").tolist() == ["number:1007", "number:1009"]
    assert store.forget("1007", tied=False).links == 3
    after = store.identities()
    assert after.person_of(["ck-1", "ck-2"], kind="cookie").tolist() == ["number:1009", "number:1009"]
    assert "1007" not in after.to_pandas()["id"].tolist()
    assert repr(after.explain("ck-1")).startswith("cookie c… belongs to number 1…")
    # Pairs with the one who was forgotten stay out, and those of others go on where they were.
    more = {"cookie": ["ck-1", "ck-3"], "number": ["1007", "1009"], "at": [0, 4]}
    assert store.ingest_edges("logins", more, **NAMED) == 1
    assert store.identities().person_of(["ck-1", "ck-2", "ck-3"], kind="cookie").tolist() == ["number:1009"] * 3
    store.forget(["1009", "1007"], for_good=False)
    assert store.identities().counts()["ids"] == 0
    assert store.ingest_edges("logins", more, **NAMED) == 2
    assert store.identities().counts()["persons"] == 2
