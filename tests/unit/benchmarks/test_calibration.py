"""Calibration on data of pure chance, and with a planted pair: 300 seeded runs of every line."""

from pathlib import Path

import pytest

from benchmarks.calibration import ALPHA, COLUMNS, KINDS, Share, discoveries, main, noise, planted, record, small_p

RUNS = 300


def holds(share: Share, level: float = ALPHA) -> bool:
    """At most the level and two standard errors, which are those of the level where nothing was found."""
    error = max(share.error, (level * (1 - level) / RUNS) ** 0.5 / 2)
    return bool(share.mean <= level + 2 * error)


@pytest.mark.parametrize("kind", KINDS)
def test_exact_p_is_valid_and_mid_p_nearly_uniform(kind: str) -> None:
    shares = small_p(kind, 120, (0.01, ALPHA))
    assert all(holds(shares["exact", alpha], alpha) for alpha in (0.01, ALPHA))
    assert 0.01 < shares["exact", ALPHA].mean < shares["mid", ALPHA].mean
    assert 0.035 <= shares["mid", ALPHA].mean <= 0.065


@pytest.mark.parametrize("kind", KINDS)
def test_false_discoveries_are_held_where_all_is_chance(kind: str) -> None:
    # Where all is chance every discovery is false, and what Benjamini and Hochberg hold is the chance of any.
    assert holds(discoveries(noise, kind, "bh", RUNS)["any_false"])


@pytest.mark.parametrize(("method", "what"), [("bh", "false_share"), ("holm", "any_false"), ("holdout", "false_share")])
def test_false_discoveries_are_held_beside_what_is_real(method: str, what: str) -> None:
    got = discoveries(planted, "untied", method, RUNS)
    assert holds(got[what])
    assert got["power"].mean > (0.4 if method == "holdout" else 0.8)


@pytest.mark.parametrize("kind", ["tied", "sets"])
def test_p_from_shuffles_finds_what_is_real_too(kind: str) -> None:
    got = discoveries(planted, kind, "bh", 100)
    assert holds(got["false_share"])
    assert got["power"].mean > 0.2


def test_westfall_and_young_hold_any_false_discovery() -> None:
    got = discoveries(noise, "untied", "westfall-young", 60, longest=2)["any_false"]
    # 60 runs of a level of 1 in 20: more than 8 are as rare as 1 in 400.
    assert got.mean * 60 <= 8


def test_figures_are_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("benchmarks.calibration.KINDS", ("untied",))
    monkeypatch.setattr("benchmarks.calibration.METHODS", ("bh",))
    assert main(["--runs", "3"]) == 0
    shown = capsys.readouterr().out.splitlines()
    assert shown[0].split() == list(COLUMNS)
    assert len(shown) == 1 + 6 + 3
    row = dict.fromkeys(COLUMNS, 1)
    assert record([row, row], tmp_path).read_text().splitlines()[0] == ",".join([*COLUMNS, "python"])
