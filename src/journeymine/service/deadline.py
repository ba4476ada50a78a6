"""Something done within a time, or not at all."""

import ctypes
import threading
from collections.abc import Callable
from typing import Any, TypeVar

from journeymine.errors import CapacityError

Result = TypeVar("Result")


class _TimeIsUp(BaseException):
    """Raised in a thread that took too long; no `except Exception` hears it."""


def within(seconds: float | None, work: Callable[[], Result]) -> Result:
    """What `work` returns, if it does so in time.

    It runs in a thread of its own; when the time is up, that thread is told at its next step of Python, so that a
    single long call of a compiled function is let finish first. Searches take the time as a budget besides.

    Parameters
    ----------
    seconds
        None: no limit, and no thread.
    work
        Takes nothing.

    Raises
    ------
    CapacityError
        It took longer.
    BaseException
        Whatever `work` raises.

    Examples
    --------
    >>> within(60, lambda: 6 * 7)
    42
    """
    if seconds is None:
        return work()
    done: dict[str, Any] = {}

    def run() -> None:
        try:
            done["result"] = work()
        except BaseException as error:  # noqa: BLE001 - raised again below, in the caller's thread
            done["error"] = error

    thread = threading.Thread(target=run, name="journeymine request", daemon=True)
    thread.start()
    try:
        thread.join(seconds)
    finally:
        late = thread.is_alive()
        while thread.is_alive():
            ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread.ident or 0), ctypes.py_object(_TimeIsUp))
            # Once more where someone's `except BaseException` swallowed it.
            thread.join(1)
    if late and "result" not in done:
        message = f"The request took more than {seconds:g} s, which is its `time_limit`; ask for less."
        raise CapacityError(message)
    if "error" in done:
        raise done["error"]
    result: Result = done["result"]
    return result
