"""The tables made of figures, and the resampling behind one of them."""

from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from benchmarks.__main__ import main
from benchmarks.definition import definitions
from benchmarks.records import record
from benchmarks.run import Outcome
from benchmarks.scaling import resampled
from benchmarks.summary import markdown, newest


def measured(seconds: float, version: str) -> dict[str, object]:
    figures = {"seconds": seconds, "call_seconds": seconds, "search_seconds": seconds / 2, "gained_mb": 30.0}
    return {"count": 7586, "total": 30437993, "encoded_mb": 10.0, "output_mb": 5.0, "version": version, **figures}


def test_the_table_sets_the_newest_figures_beside_the_best_peer(tmp_path: Path) -> None:
    (markov,) = definitions("markov-all-2500")
    (sign,) = definitions("sign-all-120")
    record([Outcome(markov, "journeymine", measured(9.0, "0.1"))], tmp_path)
    record([Outcome(sign, "journeymine", measured(1.0, "0.1"))], tmp_path)
    record([Outcome(markov, "journeymine", measured(0.5, "0.1"))], tmp_path)
    record([Outcome(markov, "rusket", measured(20.0, "1")), Outcome(markov, "effspm", measured(30.0, "2"))], tmp_path)
    (folder,) = tmp_path.iterdir()
    lines = markdown(newest(folder)).splitlines()
    assert len(lines) == 4
    assert lines[2] == "| markov-all-2500 | 7,586 | 0.5000 (0.2500) | rusket 1: 20.000 | 40× | 30.0 (2.0×) |"
    assert lines[3].startswith("| sign-all-120 | ")


def test_resampled_journeys_are_the_same_for_a_seed_and_change_as_said() -> None:
    data = [[10 * row + place for place in range(10)] for row in range(200)]
    copies = resampled(data, 4, 0.0)
    assert len(copies) == 800
    assert all(journey in data for journey in copies)
    changed = resampled(data, 4, 0.1)
    assert changed == resampled(data, 4, 0.1)
    dropped = sum(10 - len(journey) for journey in changed)
    swapped = sum(a > b for journey in changed for a, b in pairwise(journey))
    assert 300 < dropped < 500
    assert 250 < swapped < 500
    assert max(Counter(event for journey in changed for event in journey).values()) < 20


@pytest.mark.parametrize("verb", ["threads", "frame"])
def test_own_times_are_a_row_a_task(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([verb, "--only", "smoke-sequences"]) == 0
    heading, *rows = capsys.readouterr().out.splitlines()
    assert heading.startswith("task")
    assert [row.split()[0] for row in rows] == ["smoke-sequences-all-3", "smoke-sequences-closed-3"]
