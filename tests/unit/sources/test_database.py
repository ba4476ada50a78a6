import os
import signal
import subprocess
import sys
import time

import pytest

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


def test_other_faults_stay_what_they_are() -> None:
    message = "something else"
    with pytest.raises(RuntimeError, match=message), interrupts():
        raise RuntimeError(message)
