"""Patterns and journeys in the text forms of SPMF, written whole or not at all."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from journeymine.errors import InputError
from journeymine.journeys.coded import CodedJourneys
from journeymine.journeys.views import to_lists
from journeymine.journeys.vocabulary import Name
from journeymine.options import bad_option
from journeymine.patterns.files import written_whole
from journeymine.patterns.frames import to_dict
from journeymine.patterns.table import PatternTable

_BREAKS = ("\n", "\r")
_MARKS = frozenset({"-1", "-2", "#SUP:"})


def save_patterns(table: PatternTable, path: str | os.PathLike[str]) -> None:
    """Write patterns, or itemsets, as SPMF does: ``search -1 cart -1 #SUP: 3``, or ``bread milk #SUP: 3``."""
    _save(_pattern_lines(table), path)


def save_journeys(coded: CodedJourneys, path: str | os.PathLike[str]) -> None:
    """Write journeys as a sequence file of SPMF: ``1 -1 2 3 -1 -2``; names stand above them, customers nowhere."""
    _save(_journey_lines(coded), path)


def _save(lines: Iterable[str], path: str | os.PathLike[str]) -> None:
    if not isinstance(path, str | os.PathLike):
        raise bad_option("path", "to_spmf", "the path of a text file", path)
    text = "".join(f"{line}\n" for line in lines)
    with written_whole(Path(path), "The text") as scratch:
        scratch.write_text(text, encoding="utf-8", newline="\n")


def _pattern_lines(table: PatternTable) -> Iterator[str]:
    subject = "pattern" if "pattern" in table.names else "itemset"
    for row in to_dict(table, [subject, "n_journeys"])["rows"]:
        if subject == "itemset":
            body = " ".join(map(_word, row[subject]))
        else:
            body = " ".join(f"{' '.join(map(_word, element))} -1" for element in row[subject])
        yield f"{body} #SUP: {row['n_journeys']}"


def _journey_lines(coded: CodedJourneys) -> Iterator[str]:
    names = coded.vocabulary.names()
    if coded.vocabulary.kind == "str":
        words = {name: str(number) for number, name in enumerate(names, 1)}
        yield "@CONVERTED_FROM_TEXT"
        yield from (f"@ITEM={words[name]}={_line(name)}" for name in names)
    else:
        _check_positive(names)
        words = {name: str(name) for name in names}
    for journey in to_lists(coded):
        elements = (element if isinstance(element, tuple) else (element,) for element in journey)
        yield "".join(f"{' '.join(words[name] for name in element)} -1 " for element in elements) + "-2"


def _check_positive(names: list[Name]) -> None:
    least = min(map(int, names), default=1)
    if least < 1:
        message = f"SPMF takes whole numbers ≥ 1 for events, and one is {least}; give the events names."
        raise InputError(message)


def _line(name: Name) -> str:
    """A name that stays within its line."""
    text = str(name)
    if any(one in text for one in _BREAKS):
        message = f"The event {text!r:.60} holds a line break, which a text file of SPMF cannot; rename it."
        raise InputError(message)
    return text


def _word(name: Name) -> str:
    """A name that means nothing else in a line of patterns; blanks stay, as SPMF leaves them."""
    text = _line(name)
    if marks := sorted(_MARKS & set(text.split())):
        message = f"The event {text!r:.60} holds {marks[0]!r}, which means something else to SPMF; rename it."
        raise InputError(message)
    return text
