"""Categories that are told apart by words: rules as users write them, checked as a whole."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from os import PathLike
from typing import Any

from journeymine.errors import OptionError
from journeymine.options import near_miss
from journeymine.sources.toml_tables import asked, listed, loaded, shown
from journeymine.text.languages import LANGUAGES, normalised
from journeymine.text.tokens import words_of

_WHERE = "Categories"
_MUST = "the path of a TOML file, a dict that gives each category its words, or None"
_KEYS = ("words", "regex", "language")
_WILDCARD = re.compile(r"[\w'*]+")
Rules = Mapping[str, Any] | str | PathLike[str] | None


@dataclass(frozen=True)
class Rule:
    """What makes a text one of a category: any of the words, or any of the regular expressions.

    Parameters
    ----------
    category
        Its name.
    words
        Words and phrases, each as the normalised words it is made of; a word with ``*`` is a wildcard.
    regex
        Regular expressions, searched without regard to case.
    language
        In which `words` are reduced to their stems.
    """

    category: str
    words: tuple[tuple[str, ...], ...]
    regex: tuple[re.Pattern[str], ...]
    language: str


def checked_rules(given: Rules, language: str, unassigned: str) -> tuple[Rule, ...]:
    """Understand and check the rules of all categories.

    Parameters
    ----------
    given
        A dict, or the path of a TOML file of the same shape: a table a category with `words`, `regex` and `language`
        (a list alone is its words), and a `language` for all beside them.
    language
        That of rules which say none.
    unassigned
        The name that no category may have.

    Returns
    -------
    tuple[Rule, ...]
        A rule a category, in the order given: where several hold, the first decides.

    Raises
    ------
    OptionError
        Something in it cannot be; the sentence lists all of it, by category and key, with near misses.
    InputError
        The file is not there, or is no TOML.

    Examples
    --------
    >>> (rule,) = checked_rules({"billing": {"words": ["refund", "late fee"]}}, "en", "unassigned")
    >>> rule.category, rule.words, rule.language
    ('billing', (('refund',), ('late', 'fee')), 'en')
    """
    if given is None:
        return ()
    tables, what, _ = loaded(given, "rules", _WHERE, _MUST, "The file of categories")
    tables = {name: {"words": one} if isinstance(one, list | tuple) else one for name, one in tables.items()}
    of_all = {name: one for name, one in tables.items() if not isinstance(one, Mapping)}
    categories = {name: one for name, one in tables.items() if name not in of_all}
    faults = _faults_of_all(of_all)
    for name, table in categories.items():
        faults += [f"category {name!r}: {fault}" for fault in _faults(name, table, unassigned)]
    if faults:
        raise OptionError(listed(faults, what))
    default = of_all.get("language", language)
    return tuple(_rule(name, table, default) for name, table in categories.items())


def _faults_of_all(of_all: Mapping[Any, Any]) -> list[str]:
    faults = []
    for name, one in of_all.items():
        if name == "language":
            faults += _language_faults(one)
        else:
            hint = asked(near_miss(name, ["language"]))
            faults.append(f"{name!r} is neither a table of a category nor `language`{hint}")
    return faults


def _faults(name: object, table: Mapping[Any, Any], unassigned: str) -> list[str]:
    if not isinstance(name, str) or not name.strip():
        return ["its name must be text that is not empty"]
    faults = [f"it cannot have the name of texts without one (`unassigned`={name!r})"] if name == unassigned else []
    for key, one in table.items():
        if key == "language":
            faults += _language_faults(one)
        elif key in _KEYS:
            faults += [
                f"`{key}` {fault}" for fault in _list_faults(one, _word_fault if key == "words" else _regex_fault)
            ]
        else:
            hint = asked(near_miss(key, _KEYS)) or "; there are words, regex, language"
            faults.append(f"there is no key {key!r}{hint}")
    if not faults and not any(table.get(key) for key in ("words", "regex")):
        faults.append("it has neither `words` nor `regex`; give it some, or leave it out")
    return faults


def _language_faults(one: object) -> list[str]:
    known = isinstance(one, str) and one in LANGUAGES
    return [] if known else [f"`language` must be one of 'de', 'en'; got {shown(one)}"]


def _list_faults(one: object, fault_of: Any) -> list[str]:
    if not isinstance(one, list | tuple):
        return [f"must be a list of texts; got {shown(one)}"]
    found = (
        f"must be a list of texts; got {shown(entry)} in it" if not isinstance(entry, str) else fault_of(entry)
        for entry in one
    )
    return [fault for fault in found if fault]


def _word_fault(entry: str) -> str:
    parts = _parts(entry)
    if parts and all(part.strip("*'") for part in parts):
        return ""
    return f"must have letters or digits in each entry; got {shown(entry)}"


def _regex_fault(entry: str) -> str:
    try:
        found = re.compile(entry, re.IGNORECASE)
    except re.error as error:
        return f"must be regular expressions; {shown(entry)} is none ({error})"
    return (
        f"must not hold for the empty text, or it would hold for all; {shown(entry)} does" if found.search("") else ""
    )


def _parts(entry: str) -> tuple[str, ...]:
    """The words of a phrase as texts have them, wildcards kept."""
    return tuple(
        word
        for part in entry.split()
        for word in (_WILDCARD.findall(normalised(part)) if "*" in part else words_of(part))
    )


def _rule(name: str, table: Mapping[str, Any], default: str) -> Rule:
    words = tuple(_parts(entry) for entry in table.get("words", ()))
    regex = tuple(re.compile(entry, re.IGNORECASE) for entry in table.get("regex", ()))
    return Rule(name, words, regex, table.get("language", default))
