"""The lines that do the same again, in Python and on the command line."""

import shlex
from typing import TYPE_CHECKING, Any

from journeymine.cli.explore.columns import Reading
from journeymine.cli.explore.searching import ASKED, RANKING

if TYPE_CHECKING:
    from pathlib import Path

    from journeymine.api import PatternSet


def python_lines(
    how: Reading,
    mapping: "Path | None",
    steps: list[str],
    session_gap: str | float | None,
    patterns: "PatternSet",
    report: "Path | None",
) -> list[str]:
    """What to write in Python.

    Parameters
    ----------
    how
        How the file was read.
    mapping
        Where the mapping was written that it needs, if it needs one.
    steps
        The cleaning as calls.
    session_gap
        The pause that begins a new journey.
    patterns
        What was found.
    report
        Where the report was written, if it was.
    """
    if mapping is None:
        options = how.options or {}
        source = ", ".join([repr(how.file), *_arguments(options)])
    else:
        source = ", ".join(_arguments({"mapping": str(mapping), **({} if how.zone is None else {"zone": how.zone})}))
    gap = "" if session_gap is None else f"session_gap={session_gap!r}"
    asked = ", ".join(_arguments({"min_support": patterns.info["min_support"], **ASKED}))
    return [
        "import journeymine as jm",
        f"log = jm.read_events({source})",
        *(f"log = log.{step}" for step in steps),
        f"journeys = log.journeys({gap})",
        f"patterns = jm.mine_sequences(journeys, {asked}).sort_by({RANKING!r})",
        *([] if report is None else [f"patterns.report({str(report)!r}, log=log)"]),
    ]


def shell_line(
    how: Reading,
    mapping: "Path | None",
    recipe: "Path | None",
    session_gap: str | float | None,
    patterns: "PatternSet",
    report: "Path | None",
) -> str:
    """What to write on the command line.

    Parameters
    ----------
    how, mapping, session_gap, patterns, report
        As of `python_lines`.
    recipe
        Where the cleaning was written, if there was any.
    """
    options = {} if mapping is not None else how.options or {}
    asked: dict[str, Any] = {
        **({"mapping": mapping} if mapping is not None else {}),
        **options,
        **({"zone": how.zone} if how.zone is not None else {}),
        "recipe": recipe,
        "session_gap": session_gap,
        "min_support": patterns.info["min_support"],
        **ASKED,
        "sort": RANKING,
        "out": report,
    }
    words = ["journeymine", "mine", *([how.file] if mapping is None else [])]
    for name, value in asked.items():
        if value is not None:
            words += [f"--{name.replace('_', '-')}", f"{value}"]
    return " ".join(map(quoted, words))


def quoted(word: str) -> str:
    r"""A word as a shell takes it; characters that are not seen are spelled (``$'…'`` of bash, zsh and POSIX 2024).

    Examples
    --------
    >>> print(quoted("plain"), quoted("two words"), quoted("red\x1b[31m"))
    plain 'two words' $'red\u001b[31m'
    """
    if word.isprintable():
        return shlex.quote(word)
    spelled = (one if one.isprintable() and one not in "\\'" else f"\\U{ord(one):08x}" for one in word)
    return f"$'{''.join(spelled)}'".replace("\\U0000", "\\u")


def _arguments(options: dict[str, Any]) -> list[str]:
    return [f"{name}={value!r}" for name, value in options.items()]
