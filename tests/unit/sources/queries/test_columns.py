"""What databases call numbers and ids, against the obvious way to read them."""

from decimal import Decimal
from uuid import UUID

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journeymine.errors import InputError
from journeymine.sources.queries.columns import _uuid_text, numbers, plain


@settings(deadline=None)
@given(ids=st.lists(st.none() | st.uuids(), max_size=8), start=st.integers(0, 8))
def test_a_uuid_is_written_as_python_writes_it(ids: list[UUID | None], start: int) -> None:
    raw = pa.array([None if one is None else one.bytes for one in ids], pa.binary(16))
    start = min(start, len(ids))
    text = [None if one is None else str(one) for one in ids[start:]]
    if text:
        assert _uuid_text(raw.slice(start)).to_pylist() == text


def test_json_and_uuid_lose_their_clothes_and_other_columns_stay() -> None:
    ids = pa.ExtensionArray.from_storage(pa.uuid(), pa.array([bytes(16)], pa.binary(16)))
    assert plain(ids).to_pylist() == ["00000000-0000-0000-0000-000000000000"]
    documents = pa.ExtensionArray.from_storage(pa.json_(pa.string()), pa.array(['{"a": 1}']))
    assert plain(documents).to_pylist() == ['{"a": 1}']
    assert plain(pa.array([1])).to_pylist() == [1]


DECIMALS = st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**20), max_value=10**20)
WHOLE = st.integers(-(2**70), 2**70)


@settings(deadline=None)
@given(column=st.one_of(st.lists(st.none() | DECIMALS | WHOLE), st.lists(st.none() | WHOLE)))
def test_numerics_are_integers_where_all_are_whole_and_none_is_merged(column: list[Decimal | int | None]) -> None:
    text = pa.chunked_array([[None if one is None else str(one) for one in column]], pa.string())
    there = [one for one in column if one is not None]
    if there and all(isinstance(one, int) for one in there):
        if any(not -(2**63) <= one < 2**63 for one in there):
            with pytest.raises(InputError, match="beyond 64 bits"):
                numbers(text, "n", "it")
            return
        assert numbers(text, "n", "it").to_pylist() == column
        return
    assert numbers(text, "n", "it").to_pylist() == [None if one is None else float(one) for one in column]


def test_numerics_that_are_no_finite_number() -> None:
    found = numbers(pa.chunked_array([["nan", "inf", "-inf", "1.5"]]), "n", "it").to_pylist()
    assert str(found) == "[nan, inf, -inf, 1.5]"
