"""How far a search has come, told to whoever waits: a bar after two seconds, a function, or silence."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Protocol

from journeymine.options import bad_option

Tell = Callable[[float], object]

Progress = bool | Tell | None
"""A bar or none, a function, or what suits the place."""

PATIENCE = 2.0
"""Seconds after which people want to see something."""


def check_progress(value: Any, where: str) -> Progress:
    """The option `progress`: True, False, None or a function."""
    if value is None or isinstance(value, bool) or callable(value):
        return value  # type: ignore[no-any-return]
    raise bad_option("progress", where, "True, False, None, or a function of the share done", value)


@contextmanager
def telling(progress: Progress) -> Iterator[Tell | None]:
    """What the core is to call with the share done, every 50 ms; None where nobody wants to know.

    Parameters
    ----------
    progress
        As `check_progress` gives it.
    """
    if progress is False or (progress is None and not (_in_terminal() or _in_notebook())):
        yield None
    elif progress is True or progress is None:
        bar = _Bar(0.0 if progress else PATIENCE)
        try:
            yield bar
        finally:
            bar.close()
    else:
        yield _rising(progress)


def _rising(tell: Tell) -> Tell:
    """Calls `tell` only where there is something new to tell."""
    latest = -1.0

    def told(share: float) -> None:
        nonlocal latest
        if share > latest:
            latest = share
            tell(share)

    return told


def _in_terminal() -> bool:
    return sys.stderr is not None and sys.stderr.isatty()


def _in_notebook() -> bool:
    # Asked without loading what is not there already.
    shell = sys.modules.get("IPython")
    running = None if shell is None else shell.get_ipython()
    return running is not None and type(running).__name__ == "ZMQInteractiveShell"


class _Shown(Protocol):
    def update(self, share: float) -> None: ...
    def close(self) -> None: ...


class _Bar:
    """A bar that appears when the search takes longer than `patience` seconds."""

    def __init__(self, patience: float) -> None:
        self._begin = time.monotonic()
        self._patience = patience
        self._shown: _Shown | None = None

    def __call__(self, share: float) -> None:
        if self._shown is None:
            if time.monotonic() - self._begin < self._patience:
                return
            plain = _in_notebook() and find_spec("ipywidgets") is None
            self._shown = _HtmlBar() if plain else _RichBar(stays=self._patience == 0)
        self._shown.update(share)

    def close(self) -> None:
        if self._shown is not None:
            self._shown.close()


class _RichBar:
    """On standard error, or in the output of a notebook's cell."""

    def __init__(self, *, stays: bool) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

        columns = (TextColumn("Searching"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
        self._progress = Progress(*columns, console=Console(stderr=True), transient=not stays)
        self._task = self._progress.add_task("", total=1.0)
        self._progress.start()

    def update(self, share: float) -> None:
        self._progress.update(self._task, completed=share)

    def close(self) -> None:
        self._progress.stop()


class _HtmlBar:
    """In a notebook without ipywidgets, which rich needs there."""

    def __init__(self) -> None:
        # A notebook has it, and nothing else needs it.
        self._display: Any = import_module("IPython.display")
        self._handle = self._display.display(self._display.HTML(""), display_id=True)

    def update(self, share: float) -> None:
        bar = f'Searching <progress max="1" value="{share:.3f}"></progress> {share:.0%}'
        self._handle.update(self._display.HTML(bar))

    def close(self) -> None:
        self._handle.update(self._display.HTML(""))
