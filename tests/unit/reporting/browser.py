"""A real browser behind a door that notes who is asked for what."""

import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

#: What the browser itself asks after when it starts.
_OWN = (".google.com", ".googleapis.com", ".gvt1.com")
_QUIET = ("--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run")


class Visit(NamedTuple):
    """What came of opening a page."""

    dom: str
    console: list[str]
    asked: list[str]


@contextmanager
def door() -> Iterator[tuple[int, list[str]]]:
    """A proxy that lets nothing through and keeps what was asked for."""
    asked: list[str] = []
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(64)

        def keep() -> None:
            while True:
                try:
                    caller, _ = listening.accept()
                except OSError:
                    return
                with caller:
                    caller.settimeout(5)
                    asked.append(caller.recv(4096).decode("latin-1").split("\r\n")[0].split(" ")[1])

        threading.Thread(target=keep, daemon=True).start()
        yield listening.getsockname()[1], asked
        listening.shutdown(socket.SHUT_RDWR)


def visit(chromium: str, page: Path, *, width: int = 1200) -> Visit:
    """Open a page, wait until nothing goes on, and look."""
    with door() as (port, asked):
        told = subprocess.run(
            [
                *(chromium, "--headless", "--no-sandbox", "--disable-gpu", *_QUIET),
                *(f"--user-data-dir={page.parent / 'profile'}", f"--proxy-server=127.0.0.1:{port}"),
                *("--enable-logging=stderr", f"--window-size={width},900", "--virtual-time-budget=20000"),
                *("--dump-dom", page.as_uri()),
            ],
            capture_output=True,
            text=True,
            check=True,
            timeout=120,
        )
    console = [line for line in told.stderr.splitlines() if ":CONSOLE" in line]
    return Visit(told.stdout, console, [one for one in asked if not any(own in one for own in _OWN)])
