"""Broken, cut and senseless files of every format: each is read or refused with a sentence, in time and in memory."""

import multiprocessing
import re
import resource
import tempfile
import time
import traceback
from collections import Counter
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random

from journeymine.errors import JourneymineError
from tests.stress.damage import damaged
from tests.stress.files import FORMS, sound
from tests.stress.hostile import HOSTILE
from tests.stress.size import Size

SECONDS = 90.0
"""A file of some kilobytes is read in a hundredth of a second; who takes this long hangs, on however busy a machine."""
ROOM = 6 << 30
"""Address space of the process that reads."""
SENTENCE = 3_000
"""Characters that a refusal has at most, whatever the file holds."""
_FRESH = multiprocessing.get_context("spawn")


@dataclass
class Reader:
    """A process that reads files, and is started again where it was ended."""

    folder: Path
    counts: Counter[str] = field(default_factory=Counter)
    wrong: dict[str, str] = field(default_factory=dict)
    peak: float = 0

    def __post_init__(self) -> None:
        self.start()

    def start(self) -> None:
        self.asks, there = _FRESH.Pipe()
        self.process = _FRESH.Process(target=keep_reading, args=(there, str(self.folder)))
        self.process.start()
        there.close()
        assert self.asks.poll(SECONDS), "the reader does not start"
        self.asks.recv()

    def read(self, name: str, what: str) -> None:
        """Have something read, and note what came of it."""
        self.asks.send(name)
        try:
            if self.asks.poll(SECONDS):
                came, said, self.peak = self.asks.recv()
            else:
                came, said = "hangs", what
        except (EOFError, ConnectionError):
            came, said = "dies", what
        self.counts[came] += 1
        if came in {"hangs", "dies"}:
            self.stop()
            self.start()
        if came not in {"read", "refused"}:
            self.wrong.setdefault(f"{came} {said}", what)

    def stop(self) -> None:
        self.process.kill()
        self.process.join()


def run(size: Size) -> str:
    """What is hostile on purpose, then random damage to sound files of all formats until the time is up."""
    until = time.monotonic() + 60 * size.minutes
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        reader = Reader(folder)
        try:
            # Those of megabytes are nothing for every day.
            for one in HOSTILE if size.scale >= 1 else ():
                reader.read(f"hostile {one}", one)
            whole, seed = {form: sound(form, folder) for form in FORMS}, size.seed
            while time.monotonic() < until:
                for form, content in whole.items():
                    chance = Random(f"{form} {seed}")
                    (folder / f"broken{FORMS[form].suffix}").write_bytes(damaged(content, chance))
                    reader.read(f"file {form}", f"Random('{form} {seed}')")
                seed += 1
        finally:
            reader.stop()
    assert not reader.wrong, "\n".join(f"{what}: {came}" for came, what in reader.wrong.items())
    n, kinds = reader.counts, len(FORMS) + (len(HOSTILE) if size.scale >= 1 else 0)
    return (
        f"{n.total():,} broken files and hostile inputs of {kinds} kinds: {n['refused']:,} refused with a sentence, "
        f"{n['read']:,} read; no crash, nothing hangs, at most {reader.peak:,.0f} MB held"
    )


def keep_reading(asked: Connection, folder: str) -> None:
    """Read what is asked for, saying what came of it, until killed."""
    import os

    os.environ["TMPDIR"] = folder
    resource.setrlimit(resource.RLIMIT_AS, (ROOM, ROOM))
    asked.send(None)
    while True:
        kind, _, name = asked.recv().partition(" ")
        try:
            if kind == "file":
                FORMS[name].read(Path(folder) / f"broken{FORMS[name].suffix}")
            else:
                HOSTILE[name](Path(folder))
            came, said = "read", ""
        except JourneymineError as error:
            long = len(str(error)) > SENTENCE
            came, said = ("says too much", f"{name}: {str(error)[:200]}") if long else ("refused", "")
        except BaseException as error:  # noqa: BLE001 (whatever it is, it is no refusal)
            came, said = type(error).__name__, _where(error)
        asked.send((came, said, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024))


def _where(error: BaseException) -> str:
    """Where it came from, so that the same fault is told once."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if "journeymine" in frame.filename and "tests" not in frame.filename] or frames
    return f"({Path(own[-1].filename).name}:{own[-1].lineno}) {re.sub('[0-9]+', '9', str(error))[:60]}"
