"""Customers under pseudonyms, and texts masked, as steps of a log."""

import copy
import pickle
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import journeymine as jm
from journeymine.errors import InputError, MissingColumnError, OptionError
from journeymine.sources.masking.pseudonyms import Key
from tests.reference.pseudonyms import pseudonym

KEY = "0123456789abcdef" * 2
ROLES = {"customer": "who", "event": "what", "time": "when"}


def log_of(who: Any, **extra: Any) -> jm.EventLog:
    n = len(who)
    columns = {"who": who, "what": ["a"] * n, "when": list(range(n)), **extra}
    return jm.read_events(columns, **ROLES, extra=list(extra))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text("aB1ß€ ", min_size=1), min_size=1) | st.lists(st.integers(-(2**63), 2**63 - 1), min_size=1))
def test_every_id_is_hashed_as_by_the_twin(ids: list[Any]) -> None:
    hidden = log_of(ids).pseudonymise(KEY)
    assert hidden.to_pandas()["who"].tolist() == [pseudonym(KEY.encode(), one) for one in ids]
    assert hidden.to_pandas()["who"].tolist() == jm.pseudonyms(ids, key=KEY.encode())
    assert len(hidden.journeys()) == len(set(ids))


def test_the_same_id_has_one_pseudonym_in_every_form_and_types_never_merge() -> None:
    text = log_of(pa.array(["7", "8", "7"]).dictionary_encode()).pseudonymise(KEY).to_pandas()["who"].tolist()
    numbers = log_of([7, 8, 7]).pseudonymise(KEY).to_pandas()["who"].tolist()
    floats = log_of(["x"] * 3, number=[7.0, None, 7.0]).pseudonymise(KEY, columns=["number"]).to_pandas()["number"]
    assert (text[0], numbers[0]) == (text[2], numbers[2])
    assert not set(text) & set(numbers)
    assert [floats[0], floats[2]] == [numbers[0]] * 2
    assert floats[1] is None or floats[1] != floats[1]
    assert set(jm.pseudonyms([7], key=KEY + "x")).isdisjoint(numbers)


def test_attributes_and_columns_asked_for_follow_and_journeys_find_them() -> None:
    log = log_of(["ann", "bob", "ann"], card=["c1", "", None])
    log = log.with_customers({"id": ["ann", "bob"], "friend": ["bob", "cy"], "spent": [1.0, 2.0]}, customer="id")
    hidden = log.pseudonymise(KEY, columns=["card", "friend"])
    ann, bob, cy, c1 = jm.pseudonyms(["ann", "bob", "cy", "c1"], key=KEY)
    attributes = hidden.journeys().attributes
    assert attributes.sort_values("spent").to_numpy().tolist() == [[ann, bob, 1.0], [bob, cy, 2.0]]
    assert hidden.to_arrow()["card"].to_pylist() == [c1, None, None]
    assert hidden.recipe().steps[0].options == {"key_id": Key(KEY, "x").key_id, "columns": ["card", "friend"]}


def test_identities_are_resolved_under_pseudonyms_and_pseudonyms_cover_what_resolved() -> None:
    log = log_of(["c-1", "c-1", "c-2"], number=[None, 1007, 1007])
    first = log.pseudonymise(KEY, columns=["number"]).resolve_identities(["who", "number"], known="number")
    assert (
        first.identities().counts() == log.resolve_identities(["who", "number"], known="number").identities().counts()
    )
    assert len(first.journeys()) == 1
    after = log.resolve_identities(["who", "number"], known="number").pseudonymise(KEY)
    kept = after.to_arrow()
    (cookie,) = jm.pseudonyms(["c-1"], key=KEY)
    assert kept["who"].to_pylist()[:2] == [cookie] * 2
    assert kept["person"].unique().to_pylist() == jm.pseudonyms(["number:1007"], key=KEY)
    assert kept["number"].to_pylist() == [None, *jm.pseudonyms([1007, 1007], key=KEY)]
    with pytest.raises(InputError, match="call resolve_identities"):
        after.identities()
    with pytest.raises(OptionError, match="recipe would hold customers"):
        after.where({"number": "x"})


@pytest.mark.parametrize(
    ("key", "told"),
    [
        ("s3cr3t-k3y", "must have at least 32 characters; it has 10"),
        (b"s3cr3t-k3y", "must have at least 16 bytes; it has 10"),
        ("s3" * 40, "repeats itself"),
        (None, "got NoneType"),
        (1234567890, "got int"),
        ("env:NO_SUCH_VARIABLE", "'NO_SUCH_VARIABLE', which is not set"),
        ("env:JOURNEYMINE_TEST_SHORT", "must have at least 32 characters; it has 10"),
    ],
)
def test_a_key_that_is_none_is_refused_and_not_shown(key: Any, told: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JOURNEYMINE_TEST_SHORT", "s3cr3t-k3y")
    with pytest.raises(OptionError) as caught:
        log_of([1]).pseudonymise(key)
    assert told in str(caught.value)
    assert "s3" not in str(caught.value)
    assert "1234567890" not in str(caught.value)


def test_the_key_may_be_that_of_a_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JOURNEYMINE_TEST_KEY", KEY)
    assert jm.pseudonyms(["ann"], key="env:JOURNEYMINE_TEST_KEY") == jm.pseudonyms(["ann"], key=KEY)


def test_nothing_has_the_key(tmp_path: Path) -> None:
    key = Key(KEY, "x")
    hidden = log_of(["ann"]).pseudonymise(KEY)
    recipe = hidden.recipe()
    recipe.save(tmp_path / "recipe.json")
    shown = [repr(key), repr(hidden), str(hidden.steps()), repr(recipe), (tmp_path / "recipe.json").read_text()]
    assert not any(KEY in one or "ann" in one for one in shown)
    assert all(key.key_id in one for one in (shown[0], *shown[2:]))
    assert KEY.encode() not in pickle.dumps(hidden)
    for copied in (copy.copy, pickle.dumps):
        with pytest.raises(InputError, match="not copied or pickled"):
            copied(key)
    with pytest.raises(InputError, match=r"Call log.pseudonymise\(…\)"):
        log_of(["ann"]).apply(jm.Recipe.load(tmp_path / "recipe.json"))


@pytest.mark.parametrize("columns", ["what", "when"])
def test_what_holds_no_ids_gets_no_pseudonyms(columns: str) -> None:
    with pytest.raises(InputError, match=f"{columns!r}, which holds no ids"):
        log_of([1]).pseudonymise(KEY, columns=[columns])
    with pytest.raises(OptionError, match="`columns` of pseudonymise must be"):
        log_of([1]).pseudonymise(KEY, columns=columns)
    with pytest.raises(MissingColumnError, match="card"):
        log_of([1]).pseudonymise(KEY, columns=["card"])
    with pytest.raises(OptionError, match=r"got \['bool', 'float'\]"):
        jm.pseudonyms([True, 0.5], key=KEY)


def test_a_store_takes_in_logs_under_pseudonyms_and_forgets_by_them(tmp_path: Path) -> None:
    roles = {"customer": "who", "event": "what", "time": "when"}
    with jm.JourneyStore(tmp_path / "store.duckdb") as store:
        store.ingest("shop", log_of(["secret-ann", "secret-bob"]).pseudonymise(KEY).to_arrow(), **roles)
        again = store.ingest("shop", log_of(["secret-ann", "secret-bob"]).pseudonymise(KEY).to_arrow(), **roles)
        assert again.rows_new == 0
        assert store.forget(jm.pseudonyms(["secret-ann"], key=KEY)).rows == 1
        assert store.events().to_pandas()["customer"].tolist() == jm.pseudonyms(["secret-bob"], key=KEY)
    assert b"secret-" not in (tmp_path / "store.duckdb").read_bytes()


def test_texts_are_masked_once_and_the_step_is_known() -> None:
    log = log_of([1, 1, 2], said=["mail a@b.de", None, "nothing"])
    masked = log.mask_text(columns=["said"])
    assert masked.to_arrow()["said"].to_pylist() == ["mail [e-mail]", None, "nothing"]
    assert masked.steps()["rows_changed"].tolist() == [1]
    twice = masked.mask_text(columns=["said"])
    assert twice.to_arrow()["said"].to_pylist() == masked.to_arrow()["said"].to_pylist()
    assert log.apply(masked.recipe()).to_arrow()["said"].to_pylist() == masked.to_arrow()["said"].to_pylist()


def test_the_text_column_of_sources_is_masked_by_itself() -> None:
    mapping = {"mail": {"customer": "who", "event": "what", "time": "when", "text": "said"}}
    data = {"mail": {"who": ["ann"], "what": ["mail"], "when": ["2024-01-01"], "said": ["a@b.de"]}}
    log = jm.read_events(data, mapping=mapping)
    assert log.mask_text().to_arrow()["text"].to_pylist() == ["[e-mail]"]


def test_a_recipe_does_not_do_what_a_function_did() -> None:
    log = log_of([1], said=["Ann"])
    done = log.mask_text(columns=["said"], redact=lambda texts: ["[name]"] * len(texts))
    assert done.to_arrow()["said"].to_pylist() == ["[name]"]
    with pytest.raises(OptionError, match="a recipe cannot hold one"):
        log.apply(done.recipe())
    with pytest.raises(InputError, match="no column of free text"):
        log.mask_text()
    with pytest.raises(InputError, match="'when' holds no text"):
        log.mask_text(columns=["when"])
    with pytest.raises(OptionError, match="`columns` of mask_text must be"):
        log.mask_text(columns="said")
