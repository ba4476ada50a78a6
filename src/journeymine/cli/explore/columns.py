"""Which column is the customer, the event and the time: what the file suggests, and what the user says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from journeymine.cli.explore.asking import Questions
from journeymine.errors import InputError
from journeymine.showing import Cells, Grid, inert
from journeymine.showing.terminal import table
from journeymine.sources.files import matching
from journeymine.sources.guessing.proposals import Line, Proposal, proposals
from journeymine.sources.guessing.sample import sample

if TYPE_CHECKING:
    from rich.console import Console

    from journeymine.api import EventLog

ROLES = ("customer", "event", "time")
#: What `read_events` takes beside the file; what else a proposal says needs a mapping.
_PLAIN = frozenset({"file", *ROLES, "time_unit", "on_missing", "value", "text"})
_BOTH = " + "


@dataclass(frozen=True)
class Reading:
    """How a file is read.

    Attributes
    ----------
    file
        As it was given.
    proposal
        What a mapping says of it.
    zone
        The zone of times that have none; None: UTC.
    """

    file: str
    proposal: Proposal
    zone: str | None

    @property
    def options(self) -> dict[str, Any] | None:
        """What `read_events` takes beside the file; None where only a mapping can say it."""
        said = self.proposal.said
        if not set(said) <= _PLAIN or isinstance(said["time"], list):
            return None
        wanted = {name: said[name] for name in (*ROLES, "time_unit", "on_missing") if name in said}
        return wanted | ({} if self.zone is None else {"zone": self.zone})

    def log(self) -> "EventLog":
        """The log, without the rows that lack customer, event or time."""
        import journeymine as jm

        if self.options is not None:
            return jm.read_events(self.file, **self.options)
        said = {**self.proposal.said, "file": str(Path(self.file).absolute())}
        return jm.read_events(mapping={self.proposal.name: said}, zone=self.zone)


def reading(
    file: str, given: Mapping[str, Any], zone: str | None, folder: Path, questions: Questions, output: "Console"
) -> Reading:
    """Look at the file, show what its columns seem to be, and ask for what was not given.

    Parameters
    ----------
    file
        A path.
    given
        Roles, and a time unit, that were given as options.
    zone
        The zone of times that have none.
    folder
        From where a mapping would name the file.
    questions, output
        Whom to ask, and where to show.

    Raises
    ------
    InputError
        The file cannot be read at all.
    """
    found = proposals([file], folder)[0]
    if len(matching(file)) > 1:
        message = f"explore looks at one file, and {file!r} names several; describe them by `journeymine init`."
        raise InputError(message)
    if not any(line.key in ROLES for line in found.lines) and found.error is not None:
        raise InputError(found.error)
    names = sample(matching(file)[0]).table.column_names
    output.print(inert(f"{found.about}."), markup=False, soft_wrap=True)
    for role in ROLES:
        found = _with(found, role, given.get(role) or _asked(role, found, names, questions, output))
    if given.get("time_unit") is not None:
        found = _with(found, "time_unit", given["time_unit"])
    return Reading(file, _with(found, "on_missing", "drop"), zone)


def _asked(role: str, found: Proposal, names: Sequence[str], questions: Questions, output: "Console") -> Any:
    lines = [line for line in found.lines if line.key == role]
    offered = {_name(line.value): line for line in lines}
    if offered:
        numbers = tuple(f"{number}" for number in range(1, len(offered) + 1))
        columns = (
            Cells("#", numbers, right=True, beside=1),
            Cells(f"{role}?", tuple(offered)),
            Cells("why", tuple(line.why.removeprefix("or: ") for line in offered.values()), beside=1),
        )
        output.print(table(Grid(columns)))
    suggestion = next(iter(offered), None)
    answer = questions.chosen(f"Column of the {role}", list(offered), suggestion, [*offered, *names])
    return offered[answer].value if answer in offered else answer


def _name(value: Any) -> str:
    return _BOTH.join(value) if isinstance(value, list) else str(value)


def _with(found: Proposal, key: str, value: Any) -> Proposal:
    """The proposal that says this, and nothing else, of a key."""
    others = [line if line.key != key else replace(line, said=False) for line in found.lines]
    return replace(found, lines=(*others, Line(key, value)), fault=None, error=None)
