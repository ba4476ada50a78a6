"""Random databases through the compiled core's own tests: every kind, rule, filter and limit beside a slow twin."""

import os
import re
import subprocess
from pathlib import Path

from tests.stress.size import Size

FUZZ = Path(__file__).resolve().parents[2] / "rust" / "fuzz" / "Cargo.toml"


def run(size: Size) -> str:
    """As `cargo test` of rust/fuzz, for so many databases from the seed on."""
    asked = {"JOURNEYMINE_CASES": str(size.cases), "JOURNEYMINE_SEED": str(size.seed)}
    command = ["cargo", "test", "--quiet", "--release", "--manifest-path", str(FUZZ), "--", "--nocapture"]
    done = subprocess.run(command, env=os.environ | asked, capture_output=True, text=True, check=False)
    assert done.returncode == 0, (done.stdout + done.stderr)[-4000:]
    return "; ".join(re.findall(r"^(?:\d+ of \d+ databases|\d+ combinations).*$", done.stdout, re.MULTILINE))
