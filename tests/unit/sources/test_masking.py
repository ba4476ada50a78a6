"""What an example shows of an id."""

import pytest

from journeymine.sources.masking import masked


@pytest.mark.parametrize(
    ("name", "shown"),
    [("ann@example.com", "a…"), (10423, "1…"), (-10423, "-…"), ("bob", "…"), ("", "…"), (7, "…"), ("\nann", "…")],
)
def test_at_most_the_first_character(name: str | int, shown: str) -> None:
    assert masked(name) == shown
