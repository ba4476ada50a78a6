"""What each engine can do, as data."""

from dataclasses import dataclass
from typing import Literal

from journeymine.errors import EngineError
from journeymine.options import choice

Task = Literal["sequences", "itemsets"]
Kind = Literal["all", "closed", "maximal", "generators"]

KINDS: tuple[Kind, ...] = ("all", "closed", "maximal", "generators")


@dataclass(frozen=True)
class Engine:
    """A program that can search.

    Attributes
    ----------
    name
        What to pass as ``engine=``.
    tasks
        Which of ``"sequences"`` and ``"itemsets"`` it can do.
    kinds
        Which kinds of pattern it gets right.
    sets
        Does it take sequences with simultaneous events?
    top_k
        Does it take ``top_k=``?
    time_limit, memory_limit, progress
        Does it take ``time_limit=``, ``memory_limit=``, ``progress=``?
    constraints
        Does it take gap rules, and filters by the events of a pattern?
    hierarchy
        Does it take events of several levels?
    counts
        Does it take ``multiplicity=``, and thresholds of customers or weight?
    note
        What else is worth knowing.
    """

    name: str
    tasks: tuple[Task, ...]
    kinds: tuple[Kind, ...]
    sets: bool
    top_k: bool
    time_limit: bool
    memory_limit: bool
    progress: bool
    constraints: bool
    hierarchy: bool
    counts: bool
    note: str


_OURS = Engine(
    "journeymine",
    tasks=("sequences", "itemsets"),
    kinds=KINDS,
    sets=True,
    top_k=True,
    time_limit=True,
    memory_limit=True,
    progress=True,
    constraints=True,
    hierarchy=True,
    counts=True,
    note="the default; written in Rust, uses all processor cores",
)
_PREFIXSPAN = Engine(
    "prefixspan",
    tasks=("sequences",),
    kinds=("all",),
    sets=False,
    top_k=False,
    time_limit=False,
    memory_limit=False,
    progress=False,
    constraints=False,
    hierarchy=False,
    counts=False,
    note="the PyPI package; its closed and generator modes are known to be wrong and are not offered",
)
_BRUTEFORCE = Engine(
    "bruteforce",
    tasks=("sequences", "itemsets"),
    kinds=KINDS,
    sets=True,
    top_k=True,
    time_limit=False,
    memory_limit=False,
    progress=False,
    constraints=True,
    hierarchy=False,
    counts=False,
    note="every definition word by word; for small data",
)


def _mlxtend(name: str, *kinds: Kind) -> Engine:
    return Engine(
        f"mlxtend-{name}",
        tasks=("itemsets",),
        kinds=kinds,
        sets=False,
        top_k=False,
        time_limit=False,
        memory_limit=False,
        progress=False,
        constraints=False,
        hierarchy=False,
        counts=False,
        note=f"mlxtend.frequent_patterns.{name}, on a sparse one-hot frame",
    )


ENGINES = (
    _OURS,
    _PREFIXSPAN,
    _mlxtend("apriori", "all"),
    _mlxtend("fpgrowth", "all"),
    _mlxtend("fpmax", "maximal"),
    _BRUTEFORCE,
)


def engines() -> list[Engine]:
    """Every engine and what it can do.

    Returns
    -------
    list of Engine

    Examples
    --------
    >>> from journeymine.mining.engines.registry import engines
    >>> [engine.name for engine in engines() if "closed" in engine.kinds]
    ['journeymine', 'bruteforce']
    """
    return list(ENGINES)


@dataclass(frozen=True)
class Wish:
    """What a search is asked for, as far as engines differ in it."""

    task: Task
    kind: Kind = "all"
    sets: bool = False
    top_k: bool = False
    time_limit: bool = False
    memory_limit: bool = False
    progress: bool = False
    constraints: str | None = None
    """The first constraint asked for."""
    hierarchy: bool = False
    counts: str | None = None
    """The option that makes journeys count for more or less than one."""


def choose(name: object, wish: Wish, where: str) -> Engine:
    """The engine to use.

    Parameters
    ----------
    name
        An engine's name, or ``"auto"`` for the default.
    wish
        What it has to do.
    where
        The public verb, for messages.

    Raises
    ------
    OptionError
        There is no such engine.
    EngineError
        The engine cannot do what is asked; the sentence names those that can.
    """
    named = {engine.name: engine for engine in ENGINES}
    asked = choice(name, "engine", where, ["auto", *named])
    engine = _OURS if asked == "auto" else named[asked]
    lacks = _first_lack(engine, wish)
    if lacks is None:
        return engine
    able = " or ".join(repr(other.name) for other in ENGINES if _first_lack(other, wish) is None)
    message = f"`engine={engine.name!r}` of {where} cannot do {lacks}; {able} can."
    raise EngineError(message)


def _first_lack(engine: Engine, wish: Wish) -> str | None:
    lacks = {
        f"{wish.task}": wish.task not in engine.tasks,
        f"kind={wish.kind!r}": wish.kind not in engine.kinds,
        "journeys with simultaneous events": wish.sets and not engine.sets,
        "`top_k`": wish.top_k and not engine.top_k,
        "`time_limit`": wish.time_limit and not engine.time_limit,
        "`memory_limit`": wish.memory_limit and not engine.memory_limit,
        "`progress`": wish.progress and not engine.progress,
        f"`{wish.constraints}`": wish.constraints is not None and not engine.constraints,
        "`hierarchy`": wish.hierarchy and not engine.hierarchy,
        f"`{wish.counts}`": wish.counts is not None and not engine.counts,
    }
    return next((what for what, missing in lacks.items() if missing), None)
