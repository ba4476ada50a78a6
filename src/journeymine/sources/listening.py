"""Work that another library does, on a thread of its own, while this one listens for Ctrl-C."""

from collections.abc import Callable
from concurrent.futures import Future, wait
from threading import Event, Thread
from typing import TypeVar

_T = TypeVar("_T")

_LISTEN_EVERY = 0.05
"""Seconds between two looks for Ctrl-C."""


def heard(run: Callable[[], _T], stop: Callable[[], bool]) -> _T:
    """Run something long that hears no signal by itself, and stop it on Ctrl-C.

    Parameters
    ----------
    run
        What to do.
    stop
        Asks it to end, from this thread; called again and again until it has. False where it cannot be asked, so that
        it is left to end by itself.

    Returns
    -------
    What `run` returns.

    Raises
    ------
    KeyboardInterrupt
        Ctrl-C; `run` has ended, unless `stop` said that it cannot be asked.
    Exception
        What `run` raises.

    Examples
    --------
    >>> heard(lambda: 1 + 1, lambda: True)
    2
    """
    running: Future[_T] = Future()
    begun, given_up = Event(), Event()

    def work() -> None:
        begun.set()
        if given_up.is_set():
            running.cancel()
            return
        try:
            running.set_result(run())
        except BaseException as error:  # noqa: BLE001 (whatever it is, it belongs to the caller's thread)
            running.set_exception(error)

    try:
        # A daemon does not hold up the end of the process.
        Thread(target=work, daemon=True).start()
        # A time-out that `run` itself raises is an answer, not a reason to wait on.
        while not running.done():
            wait([running], _LISTEN_EVERY)
        return running.result()
    except KeyboardInterrupt:
        # Ctrl-C comes at any moment: the thread may not have begun, and then it never will.
        given_up.set()
        # More than once: the work itself may not have begun, and what has not begun cannot be stopped.
        while begun.is_set() and not running.done() and stop():
            wait([running], _LISTEN_EVERY)
        raise
