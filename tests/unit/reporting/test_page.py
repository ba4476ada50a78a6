import re

from journeymine.reporting.page import Markup, page, pattern, tag, whisker


def test_text_is_escaped_and_markup_is_not() -> None:
    made = tag("p", "<b>", Markup("<i>x</i>"), class_='"quoted"')
    assert made == '<p class="&quot;quoted&quot;">&lt;b&gt;<i>x</i></p>'


def test_a_pattern_is_escaped_before_its_arrows_are_marked() -> None:
    assert pattern("<script> → a & b") == "<bdi>&lt;script&gt;</bdi> <i>→</i> <bdi>a &amp; b</bdi>"


def _places(drawn: str) -> dict[str, float]:
    return {
        "one": float(re.findall(r'x1="([\d.]+)"', drawn)[0]),
        "low": float(re.findall(r'x1="([\d.]+)"', drawn)[1]),
        "high": float(re.findall(r'x2="([\d.]+)"', drawn)[1]),
        "value": float(re.findall(r'cx="([\d.]+)"', drawn)[0]),
    }


def test_a_whisker_keeps_the_order_of_its_figures_on_a_logarithmic_scale() -> None:
    at = _places(whisker(2.0, 1.5, 3.0, 0.5, 8.0))
    assert at["one"] < at["low"] < at["value"] < at["high"]
    # 1 → 2 and 2 → 4 are the same distance.
    assert abs((at["value"] - at["one"]) - (_places(whisker(4, 4, 4, 0.5, 8.0))["value"] - at["value"])) < 0.11


def test_a_page_loads_nothing() -> None:
    text = page("Title <1>", tag("p", "x"))
    assert "<title>Title &lt;1&gt;</title>" in text
    assert "http:" not in text
    assert "https:" not in text
    assert "url(" not in text
    assert "@import" not in text
    assert "<script" not in text
