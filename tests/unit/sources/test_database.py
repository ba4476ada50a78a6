import os
import signal
import subprocess
import sys
import time
from threading import Thread

import pytest

from journeymine.sources import database, listening
from journeymine.sources.database import interrupts

LONG = """
import sys
from journeymine.sources.database import fetch, private_database
try:
    with private_database() as database:
        print("ready", flush=True)
        fetch(database, "select sum(hash(a.range)) from range(10000000) a, range(1000000) b")
except KeyboardInterrupt:
    sys.exit(77)
"""


@pytest.mark.skipif(os.name == "nt", reason="POSIX signals")
@pytest.mark.parametrize("wait", [0.0, 0.5])
def test_ctrl_c_in_a_query_is_a_keyboard_interrupt(wait: float) -> None:
    with subprocess.Popen([sys.executable, "-c", LONG], stdout=subprocess.PIPE, text=True) as started:
        assert started.stdout is not None
        assert started.stdout.readline() == "ready\n"
        time.sleep(wait)
        started.send_signal(signal.SIGINT)
        try:
            code = started.wait(timeout=30)
        finally:
            started.kill()
    assert code == 77


@pytest.mark.parametrize("begun", [True, False])
def test_ctrl_c_while_the_thread_begins_stops_the_query(monkeypatch: pytest.MonkeyPatch, begun: bool) -> None:  # noqa: FBT001
    threads: list[Thread] = []

    class Interrupted(Thread):
        def start(self) -> None:
            threads.append(self)
            if begun:
                super().start()
            raise KeyboardInterrupt

    monkeypatch.setattr(listening, "Thread", Interrupted)
    with database.private_database() as connection:
        with pytest.raises(KeyboardInterrupt):
            database.fetch(connection, "select sum(hash(a.range)) from range(10000000) a, range(1000000) b")
        if not begun:
            # A thread that begins later begins nothing.
            Thread.start(threads[0])
        threads[0].join(timeout=20)
        assert not threads[0].is_alive()
        assert connection.sql("select 1").fetchall() == [(1,)]


def test_other_faults_stay_what_they_are() -> None:
    message = "something else"
    with pytest.raises(RuntimeError, match=message), interrupts():
        raise RuntimeError(message)
