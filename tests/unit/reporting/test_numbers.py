import math

import pytest

from journeymine.reporting.numbers import chance, count, interval, percent, ratio


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (percent(0.119), "11.9 %"),
        (percent(0.00123), "0.12 %"),
        (percent(0.0), "0.0 %"),
        (percent(1), "100.0 %"),
        (percent(None), "–"),
        (ratio(1.906), "1.91"),
        (ratio(1234.5), "1,234"),
        (ratio(math.nan), "–"),
        (chance(0.0344), "0.034"),
        (chance(1.23e-7), "1.2e-07"),
        (chance(1e-120), "< 1e-99"),
        (count(5918), "5,918"),
        (interval("1.80", "2.03"), "1.80–2.03"),
        (interval("11.1 %", "12.7 %"), "11.1–12.7"),
        (interval("–", "2.03"), ""),
    ],
)
def test_as_people_read_them(text: str, expected: str) -> None:
    assert text == expected
