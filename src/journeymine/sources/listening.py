"""Work that another library does, on a thread of its own, while this one listens for Ctrl-C."""

from collections.abc import Callable
from concurrent.futures import Future, wait
from threading import Event, Thread
from typing import Generic, TypeVar

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


class Ahead(Generic[_T]):
    """Calls a function again and again on another thread, one call ahead of who takes the results.

    Parameters
    ----------
    work
        What to call; each call hears no signal by itself.
    stop
        Asks a running call to end, as for `heard`.

    Examples
    --------
    >>> numbers = iter([1, 2])
    >>> ahead = Ahead(lambda: next(numbers, None), lambda: True)
    >>> ahead.next(), ahead.next(), ahead.next()
    (1, 2, None)
    >>> ahead.close()
    """

    def __init__(self, work: Callable[[], _T], stop: Callable[[], bool]) -> None:
        self._work, self._stop = work, stop
        self._coming = self._begun()

    def next(self) -> _T:
        """What the next call returns; what it raises is raised here.

        Raises
        ------
        KeyboardInterrupt
            Ctrl-C; `close` ends the running call.
        """
        while not self._coming.done():
            wait([self._coming], _LISTEN_EVERY)
        found = self._coming.result()
        self._coming = self._begun()
        return found

    def close(self) -> None:
        """End the call that is running."""
        while not self._coming.done() and self._stop():
            wait([self._coming], _LISTEN_EVERY)

    def _begun(self) -> Future[_T]:
        coming: Future[_T] = Future()

        def work() -> None:
            try:
                coming.set_result(self._work())
            except BaseException as error:  # noqa: BLE001 (whatever it is, it belongs to who takes it)
                coming.set_exception(error)

        # A daemon does not hold up the end of the process.
        Thread(target=work, daemon=True).start()
        return coming
