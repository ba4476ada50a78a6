import io
import random
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from types import SimpleNamespace
from typing import Any

import pytest

from journeymine.errors import OptionError
from journeymine.journeys.lists import from_lists
from journeymine.mining import progress
from journeymine.mining.baskets import Baskets
from journeymine.mining.itemsets import find_itemsets
from journeymine.mining.progress import check_progress, telling
from journeymine.mining.sequences import find_sequences

LONG = from_lists([list(range(64))] * 3)
LONG_BASKETS = Baskets.from_lists([[item for item in range(64) if item != row] for row in range(64)])


class Terminal(io.StringIO):
    """Standard error of somebody who looks."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("bad", [1, 0.5, "yes", [], 0])
def test_a_bad_option_is_one_sentence(bad: Any) -> None:
    with pytest.raises(OptionError, match="`progress` of mine must be True, False, None, or a function"):
        check_progress(bad, "mine")


def test_a_function_hears_shares_that_rise_to_one_on_its_own_thread() -> None:
    told: list[float] = []
    threads = set()

    def tell(share: float) -> None:
        told.append(share)
        threads.add(threading.get_ident())

    find_sequences(LONG, min_support=2, time_limit=0.3, progress=tell)
    assert told == sorted(set(told))
    assert len(told) >= 2
    assert 0 <= told[0] < told[-1] == 1.0
    assert threads == {threading.get_ident()}
    told.clear()
    find_itemsets(LONG_BASKETS, min_support=20, time_limit=0.3, progress=tell)
    assert told == sorted(set(told))
    assert told[-1] == 1.0


@pytest.mark.parametrize(
    ("kind", "rules"), [("all", {}), ("closed", {}), ("generators", {}), ("closed", {"max_step_gap": 3})]
)
def test_a_search_of_many_subtrees_tells_how_far_it_has_come(kind: Any, rules: dict[str, Any]) -> None:
    noise = random.Random(5)
    journeys = from_lists([[noise.randrange(30) for _ in range(60)] for _ in range(2000)])
    told: list[float] = []
    # As rare as it takes for a search that anybody would wait for.
    for min_support in (int(600 * 0.85**step) for step in range(30)):
        told.clear()
        find_sequences(journeys, min_support=min_support, kind=kind, n_jobs=1, progress=told.append, **rules)
        if len(told) > 8:
            break
    assert told == sorted(set(told))
    assert len([share for share in told if 0 < share < 1]) >= 4, told
    assert told[-1] == 1.0


def test_a_short_search_tells_the_end_at_least() -> None:
    told: list[float] = []
    find_sequences(from_lists([["a", "b"]]), min_support=1, progress=told.append)
    assert told[-1] == 1.0


@pytest.mark.parametrize(
    "search", [partial(find_sequences, LONG, min_support=2), partial(find_itemsets, LONG_BASKETS, min_support=20)]
)
def test_an_exception_of_the_function_ends_the_search(search: Callable[..., object]) -> None:
    def tell(share: float) -> None:
        raise ZeroDivisionError(share)

    begin = time.perf_counter()
    with pytest.raises(ZeroDivisionError):
        search(progress=tell)
    assert time.perf_counter() - begin < 10


def test_nobody_looks_nobody_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "PATIENCE", 0.0)
    for piped in (io.StringIO(), None):
        monkeypatch.setattr("sys.stderr", piped)
        with telling(None) as tell:
            assert tell is None
    monkeypatch.setattr("sys.stderr", Terminal())
    with telling(progress=False) as tell:
        assert tell is None


def test_a_terminal_sees_a_bar_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    with telling(None) as tell:
        assert tell is not None
        tell(0.1)
    assert terminal.getvalue() == "", "two seconds have not passed"
    monkeypatch.setattr(progress, "PATIENCE", 0.01)
    with telling(None) as tell:
        assert tell is not None
        time.sleep(0.02)
        tell(0.43)
    assert "Searching" in terminal.getvalue()
    assert "43%" in terminal.getvalue()


def test_who_asks_for_a_bar_gets_it_at_once_even_in_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    piped = io.StringIO()
    monkeypatch.setattr("sys.stderr", piped)
    find_sequences(from_lists([["a", "b"]]), min_support=1, progress=True)
    assert "100%" in piped.getvalue()


def test_a_notebook_without_widgets_has_a_bar_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[str] = []

    def display(what: str, *, display_id: bool) -> SimpleNamespace:
        assert display_id
        shown.append(what)
        return SimpleNamespace(update=shown.append)

    shell = type("ZMQInteractiveShell", (), {})()
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: shell))
    monkeypatch.setitem(sys.modules, "IPython.display", SimpleNamespace(display=display, HTML=str))
    monkeypatch.setattr(progress, "find_spec", lambda _name: None)
    monkeypatch.setattr(progress, "PATIENCE", 0.0)
    with telling(None) as tell:
        assert tell is not None
        tell(0.25)
    assert shown == ["", 'Searching <progress max="1" value="0.250"></progress> 25%', ""]
