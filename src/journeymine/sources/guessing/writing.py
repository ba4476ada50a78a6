"""Proposals → the text of a mapping, with the reasons beside what it says."""

import json
import tomllib
from collections.abc import Sequence
from typing import Any

from journeymine.errors import InputError
from journeymine.sources.guessing.proposals import Line, Proposal

_HEAD = """\
# What the columns of each source mean, as proposed by looking at the files: check it, and change what is wrong.
# A line behind a # is not in force. Read it all: journeymine.read_events(mapping="{name}")
"""
_WIDTH = 44


def written(proposals: Sequence[Proposal], name: str) -> str:
    """The mapping as TOML with comments.

    Parameters
    ----------
    proposals
        The sources, of which one at least can be read.
    name
        What the file of the mapping will be called.

    Raises
    ------
    InputError
        None of the sources can be read; the sentence says why not.
    """
    if all(one.fault is not None for one in proposals):
        faults = "; ".join(f"{one.about}: {one.error or one.fault}" for one in proposals)
        message = f"No source can be proposed. {faults}"
        raise InputError(message)
    parts = [_HEAD.format(name=name)]
    kinds = {one.integers for one in proposals if one.fault is None}
    if {True, False} <= kinds:
        parts.append('customer_as = "text"  # customers are integers in some sources and text in others\n')
    text = "\n".join([*parts, *map(_table, proposals)])
    tomllib.loads(text)
    return text


def _table(proposal: Proposal) -> str:
    off = "" if proposal.fault is None else "# "
    fault = [] if proposal.fault is None else [f"# It is not in force: {_comment(proposal.fault)}"]
    lines = [_line(line, off) for line in proposal.lines]
    return "\n".join([f"# {_comment(proposal.about)}", *fault, f"{off}[{_key(proposal.name)}]", *lines, ""])


def _line(line: Line, off: str) -> str:
    said = f"{off if line.said else '# '}{line.key} = {_value(line.value)}"
    return f"{said:<{_WIDTH}}  # {_comment(line.why)}" if line.why else said


def _key(name: str) -> str:
    return name if name.isascii() and name.replace("_", "").isalnum() else _value(name)


def _value(value: Any) -> str:
    """Text and lists of text as TOML has them: JSON, but for one sign."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _comment(text: str) -> str:
    return "".join(sign for sign in " ".join(text.split()) if sign.isprintable())
