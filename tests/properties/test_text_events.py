"""Texts put into random logs against doing it row by row."""

from typing import Any

import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

import journeymine as jm
from tests.reference.text_events import with_texts

WHO = st.sampled_from(["ann", "bob", "cem", "dan"])
ROW = st.fixed_dictionaries(
    {"who": WHO, "what": st.sampled_from(["buy", "look", "complaint:bill"]), "when": st.integers(0, 9)}
)
TEXT = st.sampled_from(["bill", "late", "", "  ", None, "hello"])
WRITTEN = st.fixed_dictionaries({"who": WHO, "when": st.integers(0, 9), "wrote": TEXT})
SCHEMA = pa.schema([("who", pa.string()), ("when", pa.int64()), ("wrote", pa.string())])


class Named:
    """Categories that go by the text itself."""

    def predict(self, texts: list[str]) -> Any:
        return np.array([self.one(text) for text in texts], object)

    @staticmethod
    def one(text: str) -> str:
        return "unassigned" if text == "hello" else text


@settings(max_examples=60, deadline=None)
@given(
    rows=st.lists(ROW, min_size=1, max_size=8),
    texts=st.lists(WRITTEN, max_size=8),
    keep=st.booleans(),
    dictionary=st.booleans(),
)
def test_texts_become_events(rows: Any, texts: Any, *, keep: bool, dictionary: bool) -> None:
    whose = [row["who"] for row in rows]
    names = pa.array([row["what"] for row in rows])
    table = pa.table({"who": whose, "what": names.dictionary_encode() if dictionary else names})
    table = table.append_column("when", pa.array([row["when"] for row in rows]))
    log = jm.read_events(table, customer="who", event="what", time="when")
    known = sorted(set(whose))
    log = log.with_customers({"id": known, "age": [30] * len(known)}, customer="id")
    # A row with a text keeps the frame from being empty.
    texts = [*texts, {"who": "bob", "when": 3, "wrote": "late"}]
    frame = pa.Table.from_pylist(texts, schema=SCHEMA)
    asked: Any = "keep" if keep else "drop"
    after = log.with_text_events(frame, Named(), "c:", text="wrote", unassigned=asked)
    assert after.to_arrow().select(["who", "what", "when"]).to_pylist() == with_texts(
        rows, texts, Named.one, "c:", keep=keep
    )
    owners = sorted({row["who"] for row in after.to_arrow().to_pylist()})
    attributes = after.journeys().attributes
    ages = dict(zip(attributes["who"], attributes["age"].fillna(0), strict=True))
    assert ages == {one: 30 if one in known else 0 for one in owners}


@settings(max_examples=40, deadline=None)
@given(rows=st.lists(st.tuples(ROW, TEXT), min_size=1, max_size=8), keep=st.booleans())
def test_texts_of_the_log_itself_become_events(rows: Any, *, keep: bool) -> None:
    texts = [{**row, "wrote": text} for row, text in rows]
    table = pa.table({name: [row[name] for row in texts] for name in ("who", "what", "when")})
    table = table.append_column("wrote", pa.array([row["wrote"] for row in texts], pa.string()))
    log = jm.read_events(table, customer="who", event="what", time="when", extra=["wrote"])
    asked: Any = "keep" if keep else "drop"
    after = log.with_text_events("wrote", Named(), "c:", unassigned=asked).to_arrow()
    plain = [row for row, _ in rows]
    assert after.select(["who", "what", "when"]).to_pylist() == with_texts(plain, texts, Named.one, "c:", keep=keep)
    assert after["wrote"].to_pylist()[len(rows) :] == [None] * (len(after) - len(rows))
