"""Templates mean what Python's own formatting means by the same signs."""

from string import Formatter

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journeymine.sources.mapping.template import Template, TemplateError


@settings(deadline=None)
@given(st.text("{}ab ", max_size=12))
def test_as_python_takes_them_apart(text: str) -> None:
    try:
        parts = list(Formatter().parse(text))
    except ValueError:
        parts = []
    columns = [column for _, column, _, _ in parts if column is not None]
    # Python lets a column be empty, hold an opening brace, or be absent.
    if not columns or any(column == "" or "{" in column for column in columns) or any(spec for _, _, spec, _ in parts):
        with pytest.raises(TemplateError):
            Template.parse(text)
        return
    template = Template.parse(text)
    assert list(template.columns) == columns
    values = {column: f"<{column}>" for column in columns}
    filled = template.filled([pa.chunked_array([[values[column]]]) for column in columns])
    assert filled.to_pylist() == ["".join(word + values.get(column or "", "") for word, column, _, _ in parts)]


def test_a_value_is_no_template() -> None:
    template = Template.parse("{a}{{b}}{c}")
    columns = [pa.chunked_array([["{c}", None, "}"]]), pa.chunked_array([["{{", "x", None]])]
    assert template.filled(columns).to_pylist() == ["{c}{b}{{", None, None]
