"""The stress suite (`nox -s stress`), each part small, and what it says when something is wrong."""

import inspect
import tempfile
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

import journeymine as jm
from journeymine import plotting
from journeymine.errors import CapacityError
from tests.stress import __main__ as suite
from tests.stress import broken, damage, databases, files, leaks, memory, threads
from tests.stress.size import SMOKE
from tests.stress.verbs import VERBS, Things


@pytest.fixture(scope="module")
def things() -> Iterator[Things]:
    with tempfile.TemporaryDirectory() as folder:
        made = Things(Path(folder))
        yield made
        made.close()


def test_random_requests_agree_with_their_twins() -> None:
    assert "random requests agree with their twins" in databases.run(SMOKE)


def test_a_request_that_does_not_agree_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jm.Journeys, "count", lambda *_: 99)
    with pytest.raises(AssertionError) as wrong:
        databases.run(SMOKE)
    assert wrong.value.__notes__ == ["Random('count 1') shows it again"]


def test_broken_files_are_read_or_refused() -> None:
    assert "no crash, nothing hangs" in broken.run(SMOKE)


@pytest.mark.parametrize("form", files.FORMS)
def test_damage_is_told_with_what_shows_it_again(tmp_path: Path, form: str) -> None:
    content = files.sound(form, tmp_path)
    found = {damage.damaged(content, Random(seed)) for seed in range(20)}
    assert len(found) > 10
    assert damage.damaged(content, Random(7)) == damage.damaged(content, Random(7))


def test_searches_keep_to_their_memory() -> None:
    assert "none killed" in memory.run(SMOKE)


def test_what_never_is_enough_is_told() -> None:
    def search(room: str) -> None:
        message = f'got {room}; give it "13MB" or more.'
        raise CapacityError(message)

    with pytest.raises(AssertionError, match="what is said to be enough never is: 13MB"):
        memory.refusals(search)
    assert memory.refusals(lambda _: None) == 0


def test_threads_mine_and_cancel_at_once() -> None:
    assert threads.run(SMOKE).endswith("no result differs")


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
@pytest.mark.parametrize("name", VERBS)
def test_every_verb_that_is_looked_at_for_leaks_can_be_called_again(things: Things, name: str) -> None:
    for _ in range(2):
        VERBS[name](things)


def test_every_public_verb_is_looked_at_for_leaks() -> None:
    named = " ".join(VERBS)
    verbs = {name for name in jm.__all__ if inspect.isroutine(getattr(jm, name))}
    assert {name for name in verbs if name not in named} == set()
    figures = {name for name in plotting.__all__ if name[0].islower() and not name.endswith("_data")}
    assert {name for name in figures if f"plotting.{name}" not in VERBS} == set()


def test_a_verb_that_keeps_something_is_found() -> None:
    kept: list[bytearray] = []
    assert leaks.growth(lambda: kept.append(bytearray(100_000)), 60, 6).is_leak
    small: list[object] = []
    assert leaks.growth(lambda: small.append(object()), 600, 6).is_leak
    assert not leaks.growth(lambda: bytearray(100_000), 600, 6).is_leak


def test_figures_are_kept_a_line_a_part(tmp_path: Path) -> None:
    suite.record({"threads": "8 threads", "core": None}, tmp_path)
    path = suite.record({"core": "all well"}, tmp_path)
    assert path.read_text(encoding="utf-8").splitlines()[-2:] == ["- **core**: all well", "- **threads**: 8 threads"]


def test_a_part_that_fails_does_not_keep_others_from_running(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails(_: object) -> str:
        message = "it leaks"
        raise AssertionError(message)

    monkeypatch.setattr(leaks, "run", fails)
    monkeypatch.setattr(databases, "run", lambda _: "all well")
    assert suite.main(["leaks", "databases"]) == 1
    assert capsys.readouterr().out.startswith("leaks: FAILED\ndatabases: all well (0 s)")
