"""Reports in a real browser: every figure drawn, nobody asked, hostile names inert, words there without scripts."""

import base64
import hashlib
import re
from pathlib import Path

import pytest

import journeymine as jm
from journeymine import plotting
from tests.unit.reporting.browser import visit
from tests.unit.reporting.pages import Page

LINK = "<a href='javascript:alert(1)'>x</a>"
PICTURE = "<img src=http://probe.invalid/x onerror=document.title=1>"
SCRIPT = "</script><script>document.title='taken'</script>"
TURNED = "abc\u202edef"
LONG = "long name " * 1000
#: Windows are no narrower than 500 pixels; what does not fit into 390 stands out of `main`.
NARROW = "<style>body { width: 390px; }</style>"
MEASURE = (
    "addEventListener('load', () => setInterval(() => { const main = document.querySelector('main'); "
    "main.dataset.width = main.scrollWidth; main.dataset.shown = main.clientWidth; }, 50));"
)


def hostile() -> tuple[jm.PatternSet, list[object], jm.EventLog]:
    ways = [[LINK, PICTURE, SCRIPT, "pay"]] * 30 + [[SCRIPT, LINK, TURNED]] * 20 + [[LONG, LINK]] * 15 + [[PICTURE]] * 3
    rows = [(f"c{who}", name, day) for who, way in enumerate(ways) for day, name in enumerate(way)]
    who, what, when = (list(column) for column in zip(*rows, strict=True))
    log = jm.read_events({"who": who, "what": what, "when": when}, customer="who", event="what", time="when")
    journeys = log.journeys()
    patterns = jm.mine_sequences(journeys, min_support=5)
    counts = {"start": list(range(60)), "event": [SCRIPT] * 60, "n": [2, 1, 3, 0] * 14 + [9] * 4}
    watched = jm.watch(counts, baseline=40, season=None, false_alarms="1/100")
    figures = [
        plotting.run_chart_data(watched, counts),
        plotting.transition_map_data(journeys),
        plotting.step_matrix_data(journeys, LINK),
        plotting.category_upset_data(journeys),
        plotting.prefix_icicle_data(journeys),
        plotting.timing_ridges_data(patterns),
        plotting.pattern_lattice_data(patterns),
    ]
    found = [
        patterns.contrast("pay"),
        watched,
        log.funnel([LINK, PICTURE], within=5),
        patterns.rules(min_confidence=0.2),
    ]
    return patterns, [*found, *figures], log


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "report.html"
    patterns, more, log = hostile()
    patterns.report(path, *more, log=log, title=SCRIPT, origin=PICTURE, notes=[LINK], figures=True)
    return path


def measured(page: Path, into: Path) -> Path:
    """The page as wide as a telephone, with one more script, which says whether it fits."""
    digest = base64.b64encode(hashlib.sha256(MEASURE.encode()).digest()).decode("ascii")
    text = page.read_text("utf-8").replace("script-src ", f"script-src 'sha256-{digest}' ", 1)
    path = into / "measured.html"
    path.write_text(text.replace("</body>", f"{NARROW}<script>{MEASURE}</script></body>"), encoding="utf-8")
    return path


def test_a_telephone_shows_every_figure_and_asks_nobody(written: Path, tmp_path: Path, chromium: str) -> None:
    assert written.stat().st_size < 3_000_000
    seen = visit(chromium, measured(written, tmp_path), width=390)
    assert seen.console == []
    assert seen.asked == []
    # Patterns, flow, contrast, funnel, and seven that were given.
    n_figures = 11
    assert f'data-drawn="{n_figures}"' in seen.dom
    plots = re.split(r'<div id="figure-\d+"', seen.dom)[1:]
    assert len(plots) == n_figures
    assert all('class="main-svg"' in plot and "<path" in plot for plot in plots)
    # The one that it came with, the figures and the library, packed, and the one of this test.
    assert seen.dom.count("<script") == 4
    title = re.search("<title>(.*?)</title>", seen.dom)
    assert title is not None
    assert "taken" in title[1]
    assert "&lt;/script&gt;" in title[1]
    links = re.findall(r'href="([^"]*)"', seen.dom)
    assert links
    assert all(one.startswith(("#", "data:image/png;")) for one in links)
    assert not re.search("<img|onerror=|\u202e", re.sub("&lt;.*?&gt;", "", seen.dom))
    width, shown = (re.search(rf'data-{name}="(\d+)"', seen.dom) for name in ("width", "shown"))
    assert width is not None
    assert shown is not None
    assert int(width[1]) <= int(shown[1]) == 390


def test_without_scripts_all_words_and_numbers_are_there(written: Path, tmp_path: Path, chromium: str) -> None:
    # As in a mail program that runs none.
    page = tmp_path / "mail.html"
    page.write_text(re.sub("script-src [^;]*", "script-src 'none'", written.read_text("utf-8")), encoding="utf-8")
    seen = visit(chromium, page)
    assert seen.asked == []
    assert "violates the following Content Security Policy" in "".join(seen.console)
    assert 'class="main-svg"' not in seen.dom
    told = Page(written.read_text("utf-8")).told
    assert "Without scripts figures are left out" in told
    tables = re.findall(r'<details class="numbers[^>]*>', seen.dom)
    assert len(tables) >= 8
    assert all('open=""' in one for one in tables)
    assert seen.dom.count('class="canvas" hidden=""') == 11
    # What a figure shows is told: the flow's first row, and a share of the funnel.
    flow = plotting.journey_flow_data(hostile()[2].journeys(), n_steps=5, n_events=5)
    assert f"{flow.column('n')[0]:,}" in told


def test_the_door_sees_who_is_asked(tmp_path: Path, chromium: str) -> None:
    page = tmp_path / "asking.html"
    page.write_text(f"<!doctype html>{PICTURE}<script>console.error('heard')</script>")
    seen = visit(chromium, page)
    assert any("probe.invalid" in one for one in seen.asked)
    assert any("heard" in one for one in seen.console)
