import re
import sys
from collections.abc import Callable
from importlib import resources
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

import journeymine as jm
from journeymine import plotting
from journeymine.datasets import generate
from journeymine.errors import InputError, MissingColumnError, MissingExtraError, OptionError
from journeymine.reporting import drawing
from journeymine.reporting.examples import examples
from tests.unit.reporting.pages import Page

EVIL = "<script>alert('x')</script>"
VISITS = [["search", "cart", "pay"]] * 30 + [["search", "help"]] * 20 + [["cart", "search"]] * 15


@pytest.fixture
def page(tmp_path: Path) -> Callable[..., Page]:
    def made(result: Any, *more: Any, **options: Any) -> Page:
        path = tmp_path / "report.html"
        result.report(path, *more, **{"figures": False, **options})
        return Page(path.read_text("utf-8"))

    return made


@pytest.fixture(scope="module")
def log() -> jm.EventLog:
    return jm.read_events(generate(300, seed=5), customer="customer", event="event", time="time")


@pytest.fixture(scope="module")
def patterns(log: jm.EventLog) -> jm.PatternSet:
    return jm.mine_sequences(log.journeys(), min_support=0.1, max_length=3)


def evil() -> tuple[jm.EventLog, jm.PatternSet]:
    rows = {
        "who": [EVIL, EVIL, "b", "b", "c"],
        "what": [EVIL, 'a"&<b>', EVIL, 'a"&<b>', "=1+1"],
        "when": ["2025-01-01", "2025-01-02", "2025-01-01", "2025-01-04", "2025-01-01"],
    }
    log = jm.read_events(rows, customer="who", event="what", time="when")
    return log, jm.mine_sequences(log.journeys(), min_support=1)


def test_names_from_the_data_are_text_and_customers_are_masked(page: Callable[..., Page]) -> None:
    log, patterns = evil()
    seen = page(patterns, title=EVIL, origin=EVIL, notes=[EVIL], log=log)
    assert "script" not in seen.seen
    assert EVIL in seen.told
    assert "Customer 1: " in seen.told


def test_nothing_is_asked_of_anybody(patterns: jm.PatternSet, log: jm.EventLog, tmp_path: Path) -> None:
    patterns.report(tmp_path / "page.html", log=log, figures=False)
    text = (tmp_path / "page.html").read_text("utf-8")
    assert not re.search("http:|https:|url\\(|@import|<script", text)
    assert "default-src 'none'; script-src 'none';" in text
    seen = Page(text)
    assert seen.links
    assert {one.removeprefix("#") for one in seen.links} <= set(seen.ids)


def test_headings_go_down_a_step_at_a_time(
    patterns: jm.PatternSet, log: jm.EventLog, page: Callable[..., Page]
) -> None:
    levels = [int(one[1]) for one in page(patterns, log=log).headings]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert max(later - before for before, later in pairwise(levels)) == 1


def test_without_any_option_a_page_says_what_it_is_about(patterns: jm.PatternSet, page: Callable[..., Page]) -> None:
    told = page(patterns).told
    for words in (
        f"Patterns in {patterns.n_total:,} journeys",
        f"{patterns.n_total:,} journeys of {patterns.n_total:,} customers, from 20",
        f"{len(patterns):,} patterns are held by at least {patterns.info['min_count']:,} of them; other events",
        "Strongest order: search → compare → cart",
        "ranked by what their lift is at least (lift_order_low)",
        "How journeys go",
        "Gaps are allowed",
        "does not say that it brings the other about",
    ):
        assert words in told, words


def test_the_strongest_comes_first_with_its_figures(patterns: jm.PatternSet, page: Callable[..., Page]) -> None:
    told = page(patterns).told
    several = patterns.filter(min_length=2).sort_by("lift_order_low")
    row = several.to_dict()["rows"][0]
    assert f"Strongest order: {several[0]}, in {100 * row['support']:.1f} % of journeys" in told
    assert f"{row['lift_order']:.2f} times ({row['lift_order_low']:.2f}–{row['lift_order_high']:.2f})" in told


def test_the_order_is_that_of_the_result_or_the_one_asked_for(
    patterns: jm.PatternSet, page: Callable[..., Page]
) -> None:
    longest = patterns.sort_by("length", ascending=False)
    assert "In the order of the result. pattern journeys support" in page(longest).told
    assert f"First: {longest[0]}" in page(longest).told
    assert (
        f"First by length: {patterns.sort_by('length').filter(min_length=2)[0]}" in page(patterns, sort="length").told
    )
    with pytest.raises(MissingColumnError, match="suport"):
        page(patterns, sort="suport")


def test_a_search_that_was_cut_short_is_said_first(log: jm.EventLog, page: Callable[..., Page]) -> None:
    told = page(jm.mine_sequences(log.journeys(), min_support=0.05, max_patterns=4)).told
    assert "To be read with care The search was stopped by max_patterns" in told
    assert told.index("To be read with care") < told.index("How this was counted")


def test_findings_on_the_log_are_told(page: Callable[..., Page]) -> None:
    rows = {"who": [n % 9 for n in range(40)], "what": ["a"] * 40, "when": [n % 3 for n in range(40)]}
    log = jm.read_events(rows, customer="who", event="what", time="when")
    assert log.quality().found()
    told = page(jm.mine_sequences(log.journeys(), min_support=2), log=log.drop_duplicates()).told
    assert "Quality of the log" in told
    assert "How the log was cleaned drop_duplicates(" in told
    assert (
        f"In the log: {log.quality().found()[0][0]}"
        in page(jm.mine_sequences(log.journeys(), min_support=2), log=log).told
    )


def test_masked_examples_name_no_customer(log: jm.EventLog, patterns: jm.PatternSet) -> None:
    shown = examples(patterns.sort_by("lift_order"), 2)
    assert shown[0].pattern == "search → compare → cart"
    assert len(shown) == 2
    sentences = " ".join(sentence for example in shown for sentence in example.sentences)
    assert not any(owner in sentences for owner in log.journeys().customer)
    assert sentences.count("Customer ") == 6
    assert " later" in sentences
    assert not re.search(r"\d{4}-\d{2}", sentences)


RESULTS: dict[str, tuple[Callable[[jm.Journeys, jm.PatternSet], Any], str]] = {
    "itemsets": (
        lambda journeys, _: jm.mine_itemsets(journeys, min_support=5),
        "cart & search come together in 69.2 % of journeys",
    ),
    "rules": (lambda _, found: found.rules(min_confidence=0.1), "First of the rules: if"),
    "association rules": (
        lambda journeys, _: jm.mine_itemsets(journeys, min_support=5).rules(min_confidence=0.1),
        "Confidence is the share",
    ),
    "contrast": (
        lambda _, found: found.contrast("pay"),
        "Between pay and no pay the largest difference is search → cart",
    ),
    "funnel": (
        lambda journeys, _: journeys.funnel(["search", "cart"], within=9),
        "the fewest go on to cart (46.2 % of those at the step before)",
    ),
    "a figure": (lambda journeys, _: plotting.transition_map_data(journeys), "What comes directly after what"),
    "numbers of an action": (
        lambda journeys, _: journeys.attribution("pay", method="last"),
        "Credit divided among channels",
    ),
}


@pytest.mark.parametrize("name", RESULTS)
def test_every_result_has_a_page_and_a_section(name: str, page: Callable[..., Page]) -> None:
    journeys = jm.Journeys.from_lists(VISITS)
    found = jm.mine_sequences(journeys, min_support=5)
    make, words = RESULTS[name]
    result = make(journeys, found)
    assert words in page(found, result).told
    assert words in page(result).told


def test_alarms_are_told_with_their_size(page: Callable[..., Page]) -> None:
    counts = {"start": list(range(60)), "event": [EVIL] * 60, "n": [2, 1, 3, 0] * 14 + [9] * 4}
    watched = jm.watch(counts, baseline=40, season=None, false_alarms="1/100")
    row = watched.alarms().to_dict()["rows"][0]
    told = page(watched, plotting.run_chart_data(watched, counts)).told
    assert "1 alarm, 1 still on." in told
    assert (
        f"{EVIL}: {row['ratio']:.2f} times ({row['ratio_low']:.2f}–{row['ratio_high']:.2f}) as many since 56." in told
    )
    quiet = jm.watch({**counts, "n": [2, 1, 3, 0] * 15}, baseline=40, season=None, false_alarms="1/100")
    assert "No alarm for growth." in page(quiet).told


def test_what_to_do_next_is_a_section(page: Callable[..., Page]) -> None:
    _, patterns = evil()
    ways = [[("open", 1), (EVIL, 5), ("call", 6), ("home", 12)], [("open", 1), ("home", 5), ("open", 12)]]
    ways.append([("open", 1), ("home", 5), ("call", 18)])
    rows = [(f"secret-{who}", what, when) for who in range(90) for what, when in ways[who % 3]]
    who, what, when = (list(column) for column in zip(*rows, strict=True))
    log = jm.read_events({"who": who, "what": what, "when": when}, customer="who", event="what", time="when")
    measures = jm.suggest(jm.leads_to(log, "call", within=2, max_length=1))
    assert len(measures) == 1
    seen = page(patterns, measures)
    assert "script" not in seen.seen
    row = measures.to_dict()["rows"][0]
    assert all(" ".join(row[name].split()) in seen.told for name in ("about", "measure", "evidence", "test"))
    assert all(note in seen.told for note in measures.notes)
    assert f"To look at next: {row['about']}" in seen.told
    assert "secret" not in seen.told
    assert "What to do next" not in page(patterns).told


CAUSAL = r"\b(because|due to|thanks to|caus\w+|leads? to|effects?|drives?|drove|increas\w+|reduc\w+|rais\w+|makes?)\b"


def test_no_word_says_that_one_thing_brought_another(patterns: jm.PatternSet, page: Callable[..., Page]) -> None:
    contrast = patterns.contrast("cart")
    told = page(patterns, contrast, patterns.rules(min_confidence=0.1)).told
    short = told[told.index("In short") : told.index("Patterns What it looks like")]
    assert "Between " in short
    assert not re.search(CAUSAL, short, re.IGNORECASE)


def test_a_difference_says_what_of_the_journeys_was_read(patterns: jm.PatternSet, page: Callable[..., Page]) -> None:
    cut = "Journeys with the outcome were read up to it, the others to their end"
    assert cut in page(patterns, patterns.contrast("cart")).told
    whole = page(patterns, patterns.contrast("cart", design=jm.WholeJourney())).told
    assert cut not in whole
    assert "Who is in which group may differ in more than that." in whole


def test_protected_results_have_pages_that_tell_of_no_few(log: jm.EventLog, patterns: jm.PatternSet, page: Any) -> None:
    hidden = jm.protect(patterns, k=10)
    seen = page(hidden, log=log)
    assert "protected: no count below 10" in seen.told
    assert "How journeys go" not in seen.told
    assert "Customer 1" not in seen.told
    assert str(log.quality().to_dict()["time_first"]) not in seen.told
    assert "rows kept" in seen.told
    with pytest.raises(OptionError, match=r"a ContrastSet is not protected; protect all results"):
        page(hidden, patterns.contrast("cart"))
    with pytest.raises(OptionError, match=r"drawn of the protected results by themselves"):
        page(hidden, plotting.pattern_dots_data(patterns))
    with pytest.raises(OptionError, match="`journeys` of report does not go together with `protected results`"):
        page(hidden, journeys=log.journeys())


def test_protected_actions_stand_beside_protected_patterns(
    patterns: jm.PatternSet, log: jm.EventLog, page: Any
) -> None:
    way = log.funnel(["search", "compare"], within="7d")
    hidden = jm.protect(way, k=10)
    told = page(jm.protect(patterns, k=10), hidden, jm.protect(patterns.contrast("cart"), k=10)).told
    assert "What was found, protected" in told
    assert all(" ".join(note.split()) in told for note in hidden.notes)
    assert "Contrast: events strictly before the first outcome" in told


def test_loaded_results_have_pages_and_more_with_their_journeys(
    log: jm.EventLog, patterns: jm.PatternSet, page: Callable[..., Page], tmp_path: Path
) -> None:
    patterns.save(tmp_path / "patterns.json")
    loaded = jm.PatternSet.load(tmp_path / "patterns.json")
    assert "How journeys go" not in page(loaded).told
    assert "How journeys go" in page(loaded, journeys=log.journeys()).told


def test_without_plotly_a_page_says_so(
    patterns: jm.PatternSet, page: Callable[..., Page], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drawing, "find_spec", lambda _: None)
    seen = page(patterns, figures=None)
    assert "Figures are drawn by plotly, which was not installed" in seen.told
    assert "script" not in seen.seen
    monkeypatch.setitem(sys.modules, "plotly.graph_objects", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'journeymine\[plot\]'"):
        page(patterns, figures=True)


def test_figures_come_with_their_numbers_and_one_library(patterns: jm.PatternSet, tmp_path: Path) -> None:
    first, again = tmp_path / "one.html", tmp_path / "two.html"
    patterns.report(first, patterns.contrast("cart"), figures=True)
    patterns.report(again, patterns.contrast("cart"), figures=True)
    assert first.read_bytes() == again.read_bytes()
    text = first.read_text("utf-8")
    assert len(text) < 3_000_000
    assert text.count('id="plotly"') == 1
    assert text.count('class="plot"') == 3
    assert "The numbers of this figure" in text
    assert re.search("script-src 'sha256-[^']+' 'sha256-[^']+';", text)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"log": 3}, "`log` of report must be an EventLog"),
        ({"journeys": [["a"]]}, "`journeys` of report must be Journeys"),
        ({"figures": "yes"}, "`figures` of report must be True, False, or None"),
        ({"top": 0}, "`top` of report must be a whole number"),
        ({"k": -1}, "`k` of report must be a whole number"),
        ({"n_examples": 1.5}, "`n_examples` of report must be a whole number"),
    ],
)
def test_bad_options_are_one_sentence(options: dict[str, Any], words: str, page: Callable[..., Page]) -> None:
    with pytest.raises(OptionError, match=words):
        page(jm.mine_sequences(VISITS, min_support=5), **options)


def test_what_is_no_result_is_refused(page: Callable[..., Page]) -> None:
    with pytest.raises(OptionError, match="`more` of report must be results of mine_sequences"):
        page(jm.mine_sequences(VISITS, min_support=5), [["a"]])


def test_a_folder_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be written: No such file"):
        jm.mine_sequences([["a"]], min_support=1).report(tmp_path / "no" / "report.html")


def test_nothing_found_is_a_page_too(page: Callable[..., Page]) -> None:
    told = page(jm.mine_sequences([["a"], ["b"]], min_support=2)).told
    assert "No pattern reaches the support asked for." in told
    assert "0 patterns" in told


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def test_words_stand_out_from_the_paper_in_both_themes() -> None:
    style = resources.files("journeymine.reporting").joinpath("style.css").read_text("utf-8")
    themes = [
        dict(re.findall(r"--([\w-]+): (#\w{6})", block)) for block in re.findall(r":root {(.*?)}", style, re.DOTALL)
    ]
    assert len(themes) == 3
    for theme in themes[:2]:
        for ink in ("ink", "soft", "accent", "warn"):
            for paper in ("paper", "ground", "care"):
                light, dark = sorted((luminance(theme[ink]), luminance(theme[paper])), reverse=True)
                assert (light + 0.05) / (dark + 0.05) >= 4.5, (ink, paper)
