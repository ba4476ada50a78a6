"""The writer of a journey store, killed at random moments, by the tests that do it a dozen times."""

import os
import re
import subprocess
import sys
from pathlib import Path

from tests.stress.size import Size

WRITERS = {
    "that takes in and publishes": "tests/unit/api/test_store_survives.py",
    "that forgets and throws away, too": "tests/unit/api/test_erasing_survives.py",
}
ROOT = Path(__file__).resolve().parents[2]


def run(size: Size) -> str:
    """As many kills of each writer."""
    for path in WRITERS.values():
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--timeout=0", path, "-k", "killed"]
        asked = {"JOURNEYMINE_KILLS": str(size.kills)}
        done = subprocess.run(command, env=os.environ | asked, cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout[-4000:]
        assert re.search(r"\b1 passed", done.stdout), done.stdout[-4000:]
    told = ", ".join(f"{size.kills:,} kills of a writer {what}" for what in WRITERS)
    return f"{told}: nothing lost, doubled, half done or left behind"
