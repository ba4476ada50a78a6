"""Files → what a mapping may say of each, tried out on the file itself."""

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from journeymine.errors import JourneymineError
from journeymine.sources import presets
from journeymine.sources.files import matching
from journeymine.sources.guessing import evidence
from journeymine.sources.guessing.looks import Look, looked
from journeymine.sources.guessing.roles import Candidates, candidates
from journeymine.sources.guessing.sample import Sample, sample
from journeymine.sources.mapping.checking import checked
from journeymine.sources.mapping.keys import DEFAULTS
from journeymine.sources.mapping.reading import Source, read_sources
from journeymine.sources.table import EventTable

_OTHERS = 3
_FURTHER = 12
_ELSEWHERE = "; `journeymine init` says why, and shows what is wrong"
_TRIED_BYTES = 1 << 26
"""Larger files are not read to their end."""


@dataclass(frozen=True)
class Line:
    """One key of a source and why; a line that is not `said` is there to be chosen."""

    key: str
    value: Any
    why: str = ""
    said: bool = True


@dataclass(frozen=True)
class Proposal:
    """What a mapping may say of one source.

    Attributes
    ----------
    name, about
        What the source is called, and what it is.
    lines
        Its keys.
    fault
        Why it cannot be read so, without a word of its data; None: it can.
    error
        What reading it said, for the eyes of who asked only: it may show values.
    integers
        Whether its customers are integers; None where that was not seen.
    """

    name: str
    about: str
    lines: tuple[Line, ...]
    fault: str | None = None
    error: str | None = None
    integers: bool | None = None

    @property
    def said(self) -> dict[str, Any]:
        """The keys that are said."""
        return {line.key: line.value for line in self.lines if line.said}


def proposals(files: Sequence[str | Path], folder: Path) -> list[Proposal]:
    """Propose a source for each file, or for several files of one kind together.

    Parameters
    ----------
    files
        Paths and globs.
    folder
        Where the mapping is to be, from which its paths are named.

    Returns
    -------
    list[Proposal]
        In the order of the files.

    Raises
    ------
    InputError
        There is no such file.
    """
    paths = list(dict.fromkeys(path for file in files for path in matching(file)))
    found: list[Proposal] = []
    for pattern, group in _groups(paths):
        name = _name(group[0], [one.name for one in found])
        found.append(_proposal(name, group, os.path.relpath(pattern, folder).replace(os.sep, "/")))
    return found


def _groups(paths: Sequence[Path]) -> list[tuple[Path, list[Path]]]:
    """Files whose names differ in their digits only, and which a glob names just so, are one source."""
    groups: dict[Path, list[Path]] = {}
    for path in paths:
        groups.setdefault(path.with_name(re.sub(r"\d+([-_.T]*\d+)*", "*", path.name)), []).append(path)
    found: list[tuple[Path, list[Path]]] = []
    for pattern, group in groups.items():
        if len(group) > 1 and sorted(pattern.parent.glob(pattern.name)) == sorted(group):
            found.append((pattern, group))
        else:
            found += [(path, [path]) for path in group]
    return found


def _name(path: Path, taken: Sequence[str]) -> str:
    plain = path.name.removesuffix(".gz")
    stem = plain.rpartition(".")[0] or plain
    words = re.sub(r"[^0-9A-Za-z]+", "_", re.sub(r"[\W_]*\d[\d\W_]*$", "", stem) or stem).strip("_").lower()
    name = words if words and words not in DEFAULTS else f"{words}_log".strip("_")
    return next(one for one in (name, *(f"{name}_{n}" for n in range(2, len(taken) + 3))) if one not in taken)


def _proposal(name: str, group: Sequence[Path], file: str) -> Proposal:
    about = group[0].name if len(group) == 1 else f"{file} ({len(group)} files)"
    first = (Line("file", file),)
    try:
        seen = sample(group[0])
    except JourneymineError as error:
        return Proposal(name, about, first, fault=f"it cannot be read{_ELSEWHERE}", error=str(error))
    looks = [looked(column, seen.table.column(column), typed=seen.typed) for column in seen.table.column_names]
    about += f": {seen.form}, of which {seen.table.num_rows:,} rows were looked at"
    ranked = candidates(looks)
    preset = _preset(seen)
    lines = _by_preset(preset, looks, ranked) if preset else _by_columns(looks, ranked)
    lack = [key for key in ("customer", "time", "event") if not preset and not any(line.key == key for line in lines)]
    # A preset says the format itself.
    form = () if seen.named or (preset and "format" in presets.preset(preset).mapping) else (Line("format", seen.form),)
    proposal = Proposal(name, about, (*first, *form, *lines))
    if lack:
        return replace(proposal, fault=f"no column looks like {' or '.join(f'its `{key}`' for key in lack)}; name it")
    return _tried(proposal, group)


def _preset(seen: Sample) -> str | None:
    """The preset whose export this is, as its format or its columns say."""
    columns = set(seen.table.column_names)
    if seen.form == "access_log":
        return "combined" if seen.table.column("agent").null_count < seen.table.num_rows else "common"
    if seen.form == "snowplow":
        return "snowplow"
    known = [presets.preset(name) for name in presets.names()]
    fitting = [one for one in known if "host" not in one.recognised_by and columns >= set(one.recognised_by)]
    return max(fitting, key=lambda one: len(one.recognised_by)).name if fitting else None


def _by_preset(name: str, looks: Sequence[Look], ranked: Candidates) -> list[Line]:
    """The preset, what it says, and what could be said in its place."""
    mapping = presets.preset(name).mapping
    by_name = {look.name: look for look in looks}
    lines = [Line("preset", name, presets.preset(name).about)]
    told = {"customer": evidence.of_customer, "event": evidence.of_event, "time": evidence.of_time}
    for key, why in told.items():
        look = by_name.get(mapping[key])
        lines.append(Line(key, mapping[key], f"so says the preset{': ' + why(look) if look else ''}", said=False))
        others = [one for one in getattr(ranked, key) if one.name != mapping[key]][:1]
        lines += [Line(key, one.name, f"or: {why(one)}", said=False) for one in others if key == "customer"]
    return lines


def _by_columns(looks: Sequence[Look], ranked: Candidates) -> list[Line]:
    lines = _choice("customer", [(one.name, evidence.of_customer(one)) for one in ranked.customer])
    several = ranked.several if ranked.customer and ranked.customer[0].distinct < ranked.customer[0].present else None
    events = [(one.name, evidence.of_event(one, None if place else several)) for place, one in enumerate(ranked.event)]
    lines += _choice("event", events)
    lines += _times(looks, ranked.time)
    lines += _choice("value", [(one.name, evidence.of_value(one)) for one in ranked.value])
    lines += _choice("text", [(one.name, evidence.of_text(one)) for one in ranked.text])
    said = [line.value for line in lines if line.said]
    used = {name for value in said for name in (value if isinstance(value, list) else [value])}
    further = [look.name for look in looks if look.name not in used][:_FURTHER]
    return [*lines, Line("extra", further, "columns to keep beside these", said=False)] if further else lines


def _choice(key: str, ranked: Sequence[tuple[str, str]]) -> list[Line]:
    """The first is said, the next few can be chosen."""
    return [
        Line(key, name, why if not place else f"or: {why}", said=not place) for place, (name, why) in enumerate(ranked)
    ][: _OTHERS + 1]


def _times(looks: Sequence[Look], ranked: Sequence[Look]) -> list[Line]:
    """Time, its unit and its zone; days get the clock of a column beside them."""
    if not ranked:
        return []
    first = ranked[0]
    assert first.time is not None
    clock = next((look for look in looks if look.is_clock), None)
    pair = clock is not None and not first.time.clock and first.time.unit is None
    value: Any = [first.name, clock.name] if clock is not None and pair else first.name
    lines = [Line("time", value, evidence.of_time(first) + (", and the time of day" if pair else ""))]
    if first.time.unit is not None:
        lines.append(Line("time_unit", first.time.unit))
    elif not first.time.zoned and (first.time.clock or pair):
        why = "its times name no zone and count as UTC; say which zone they are in"
        lines.append(Line("zone", "Europe/Berlin", why, said=False))
    return lines + [
        Line("time", one.name, f"or: {evidence.of_time(one)}", said=False) for one in ranked[1 : _OTHERS + 1]
    ]


def _tried(proposal: Proposal, group: Sequence[Path]) -> Proposal:
    """Read the files as proposed; where rows lack something, or are broken, these are left out and counted."""
    if sum(path.stat().st_size for path in group) > _TRIED_BYTES:
        note = Line("on_missing", "drop", "the files were not read to their end: rows may lack something", said=False)
        return replace(proposal, lines=(*proposal.lines, note))
    for attempt in (proposal, _leaving_out(proposal)):
        try:
            first, *_ = [_read(attempt, path) for path in group]
        except JourneymineError as error:
            said = str(error)
        else:
            return replace(attempt, integers=str(first.table.column("customer").type) == "int64")
    return replace(proposal, fault=f"it cannot be read to its end{_ELSEWHERE}", error=said)


def _read(proposal: Proposal, path: Path) -> EventTable:
    given: Mapping[str, Any] = {**proposal.said, "file": str(path.absolute())}
    (mapping,) = checked({proposal.name: given}).values()
    return read_sources([Source(proposal.name, str(path.absolute()), mapping)], on_missing="error")


def _leaving_out(proposal: Proposal) -> Proposal:
    why = "some rows lack their customer, event or time, or are broken; they are left out and counted"
    return replace(proposal, lines=(*proposal.lines, Line("on_missing", "drop", why)))
