from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

import journeymine as jm
from journeymine.datasets import generate
from journeymine.errors import InputError
from journeymine.reporting import examples, write_report
from journeymine.reporting.report import render

EVIL = "<script>alert('x')</script>"


class _Tags(HTMLParser):
    """The tags of a page, checked to be closed in the order they were opened."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.opened: list[str] = []
        self.seen: list[str] = []
        self.words: list[str] = []
        self.feed(text)
        assert self.opened == []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.seen.append(tag)
        if tag != "meta":
            self.opened.append(tag)
        assert not any(name.startswith("on") or name in {"src", "href"} for name, _ in attrs)

    def handle_endtag(self, tag: str) -> None:
        assert self.opened.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def _evil_patterns() -> tuple[jm.EventLog, jm.PatternSet]:
    rows = {
        "who": [EVIL, EVIL, "b", "b", "c"],
        "what": [EVIL, 'a"&<b>', EVIL, 'a"&<b>', "=1+1"],
        "when": ["2025-01-01", "2025-01-02", "2025-01-01", "2025-01-04", "2025-01-01"],
    }
    log = jm.read_events(rows, customer="who", event="what", time="when")
    return log, jm.mine_sequences(log.journeys(), min_support=1)


def test_names_from_the_data_are_text_and_customers_are_masked(tmp_path: Path) -> None:
    log, patterns = _evil_patterns()
    path = tmp_path / "report.html"
    write_report(
        patterns, path, title=EVIL, origin=EVIL, notes=[EVIL], quality=log.quality(), examples=examples(patterns)
    )
    text = path.read_text("utf-8")
    page = _Tags(text)
    assert "script" not in page.seen
    assert "http" not in text
    told = "".join(page.words)
    assert EVIL in told
    assert "Customer 1: " in told


def test_masked_examples_name_no_customer() -> None:
    log = jm.read_events(generate(200, seed=5), customer="customer", event="event", time="time")
    patterns = jm.mine_sequences(log.journeys(), min_support=0.1, max_length=3).sort_by("lift_order")
    shown = examples(patterns, 2)
    assert shown[0].pattern == "search → compare → cart"
    assert len(shown) == 2
    sentences = " ".join(sentence for example in shown for sentence in example.sentences)
    assert not any(owner in sentences for owner in log.journeys().customer)
    assert sentences.count("Customer ") == 6
    assert " later" in sentences


def test_the_page_says_what_was_counted_and_that_a_search_was_cut_short() -> None:
    info = {"unit": "journeys", "n_customers": 40, "kind": "closed", "min_count": 5, "stopped_by": "max_patterns"}
    told = "".join(_Tags(render("T", [], info, n_patterns=3, n_total=100)).words)
    for words in ("2.5 journeys each", "closed, 1 or more events, gaps allowed", "5.0 %", "stopped by max_patterns"):
        assert words in told


def test_missing_lifts_are_dashes() -> None:
    row = {"n_journeys": 1, "support": 0.5, "lift_order": None, "lift_order_low": None, "lift_order_high": None}
    text = render("T", [("a", row), ("b", {**row, "lift_order": 2.0})], {}, n_patterns=9, n_total=2)
    assert "–" in "".join(_Tags(text).words)
    assert "The first 2 of 9 patterns." in text


def test_a_folder_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    patterns = jm.mine_sequences([["a"]], min_support=1)
    with pytest.raises(InputError, match="cannot be written: No such file"):
        write_report(patterns, tmp_path / "no" / "report.html", title="T")


def test_what_to_do_next_is_a_section(tmp_path: Path) -> None:
    _, patterns = _evil_patterns()
    ways = [[("open", 1), (EVIL, 5), ("call", 6), ("home", 12)], [("open", 1), ("home", 5), ("open", 12)]]
    ways.append([("open", 1), ("home", 5), ("call", 18)])
    rows = [(f"secret-{who}", what, when) for who in range(90) for what, when in ways[who % 3]]
    who, what, when = (list(column) for column in zip(*rows, strict=True))
    log = jm.read_events({"who": who, "what": what, "when": when}, customer="who", event="what", time="when")
    measures = jm.suggest(jm.leads_to(log, "call", within=2, max_length=1))
    assert len(measures) == 1
    path = tmp_path / "report.html"
    write_report(patterns, path, title="calls", suggestions=measures)
    page = _Tags(path.read_text("utf-8"))
    told = "".join(page.words)
    assert "script" not in page.seen
    assert "What to do next" in told
    row = measures.to_dict()["rows"][0]
    assert all(row[name] in told for name in ("about", "measure", "evidence", "test"))
    assert all(note in told for note in measures.notes)
    assert "secret" not in told
    write_report(patterns, path, title="calls")
    assert "What to do next" not in path.read_text("utf-8")
