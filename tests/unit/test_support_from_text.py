import pytest

from journeymine.errors import OptionError
from journeymine.options import support_count, support_from_text


@pytest.mark.parametrize(
    ("text", "value"),
    [("0.01", 0.01), ("1%", 0.01), ("0.7%", 0.007), (" 12.5 % ", 0.125), ("100%", 1.0), ("1.0", 1.0), (".5", 0.5)],
)
def test_shares(text: str, value: float) -> None:
    got = support_from_text(text, "mine")
    assert isinstance(got, float)
    assert got == value


def test_no_dot_is_a_count() -> None:
    got = support_from_text("1", "mine")
    assert isinstance(got, int)
    assert support_count(got, 100, "mine") == 1


def test_28_percent_of_25_is_7() -> None:
    assert support_count(support_from_text("28%", "mine"), 25, "mine") == 7


@pytest.mark.parametrize("text", ["", "%", "0", "0%", "1.5", "101%", "-1", "1e-3", "nan", "٣", "1 2", "1%%"])
def test_anything_else_is_one_sentence(text: str) -> None:
    with pytest.raises(OptionError, match=r"`min_support` of mine must be a share such as 0\.01 or 1%, or a count"):
        support_from_text(text, "mine")
