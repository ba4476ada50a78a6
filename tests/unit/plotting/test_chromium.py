"""Every figure in a real browser: drawn, and hostile names shown as they are."""

import html
import subprocess
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import journeymine as jm
from journeymine import plotting

LINK, BOLD = "<a href='javascript:alert(1)'>x</a>", "<b>bold</b>"


class Seen(HTMLParser):
    """What a page shows: figures, links, bold parts and texts, without scripts and attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.figures, self.n_bold, self.inside = 0, 0, ""
        self.links: list[str] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        self.inside = tag
        self.figures += "plotly-graph-div" in told.get("class", "")
        self.n_bold += tag == "tspan" and "bold" in told.get("style", "")
        self.links += [value for name, value in told.items() if name.endswith("href")]

    def handle_data(self, data: str) -> None:
        if self.inside not in {"script", "style"}:
            self.texts.append(data)


def figures() -> list[Any]:
    journeys = jm.Journeys.from_lists([[LINK, BOLD, "pay"]] * 30 + [[BOLD, LINK]] * 20 + [[LINK]] * 3)
    patterns = jm.mine_sequences(journeys, min_support=5)
    counts = {"start": list(range(60)), "event": [LINK] * 60, "n": [2, 1, 3, 0] * 14 + [9] * 4}
    watched = jm.watch(counts, baseline=40, season=None, false_alarms="1/100")
    return [
        plotting.pattern_dots(patterns),
        plotting.pattern_lattice(patterns),
        plotting.timing_ridges(patterns),
        plotting.journey_flow(journeys),
        plotting.prefix_icicle(journeys),
        plotting.transition_map(journeys),
        plotting.step_matrix(journeys, LINK),
        plotting.category_upset(journeys),
        plotting.funnel_chart(journeys.funnel([LINK, BOLD], within=5)),
        plotting.contrast_forest(patterns.contrast("pay")),
        plotting.run_chart(watched, counts),
    ]


def test_a_browser_draws_every_figure_and_no_name_means_anything(tmp_path: Path, chromium: str) -> None:
    drawn = figures()
    parts = [one.to_html(full_html=False, include_plotlyjs=place == 0) for place, one in enumerate(drawn)]
    page = tmp_path / "figures.html"
    page.write_text(f"<!doctype html><meta charset='utf-8'><body>{''.join(parts)}", encoding="utf-8")
    options = ["--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'profile'}"]
    asked = [chromium, *options, "--virtual-time-budget=20000", "--dump-dom", page.as_uri()]
    dom = subprocess.run(asked, capture_output=True, text=True, check=True, timeout=120).stdout
    seen = Seen()
    seen.feed(dom)
    assert seen.figures == len(drawn)
    text = "\n".join(seen.texts)
    for figure in drawn:
        assert html.unescape(figure.layout.title.text.removeprefix("<b>").removesuffix("</b>")) in text
    assert not any("javascript" in link for link in seen.links)
    # Shown as it is written at least once in each figure that names events in full.
    assert sum(BOLD in one for one in seen.texts) >= 9
    assert sum(LINK in one for one in seen.texts) >= 5
    # Nothing is bold but the titles.
    assert seen.n_bold == len(drawn)
