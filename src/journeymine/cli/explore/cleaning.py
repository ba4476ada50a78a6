"""What the quality report found and a step can mend: the steps that the user agrees to, done to the log."""

import ast
from typing import TYPE_CHECKING, Any

from journeymine.cli.explore.asking import Questions
from journeymine.errors import JourneymineError
from journeymine.journeys.cleaning.replay import STEPS
from journeymine.showing import inert

if TYPE_CHECKING:
    from rich.console import Console

    from journeymine.api import EventLog

_LONGEST = 200


def cleaned(log: "EventLog", questions: Questions, output: "Console") -> "tuple[EventLog, list[str]]":
    """The log after the steps that were agreed to, and these as calls, such as ``"drop_duplicates()"``."""
    done = []
    for what, why, cure in log.quality().found():
        step = call(cure)
        if step is None:
            continue
        output.print(inert(f"Found {what}: {why}.", _LONGEST), markup=False, soft_wrap=True)
        if not questions.agreed(f"Mend it by {inert(cure, _LONGEST)}?"):
            continue
        name, options = step
        try:
            mended: EventLog = getattr(log, name)(**options)
        except JourneymineError as error:
            output.print(inert(f"That cannot be done: {error}"), markup=False, soft_wrap=True)
            continue
        did = mended.steps().iloc[-1]
        if did["rows_before"] == did["rows_after"] and not did["rows_changed"]:
            output.print("Nothing of it is left after what was done before.", markup=False)
            continue
        output.print(f"{len(mended):,} of {len(log):,} events remain.", markup=False)
        log = mended
        done.append(cure.removeprefix("log."))
    return log, done


def call(cure: str) -> tuple[str, dict[str, Any]] | None:
    """The step that a cure names, and its options; None where it is none that can be done as it stands.

    Examples
    --------
    >>> call('log.drop_duplicates(within="2s")')
    ('drop_duplicates', {'within': '2s'})
    >>> call("import os") is None
    True
    """
    try:
        asked = ast.parse(cure, mode="eval").body
        if not (isinstance(asked, ast.Call) and isinstance(asked.func, ast.Attribute) and len(asked.args) <= 1):
            return None
        options = {str(one.arg): ast.literal_eval(one.value) for one in asked.keywords}
        given = [ast.literal_eval(one) for one in asked.args]
    except (SyntaxError, ValueError):
        return None
    name = asked.func.attr
    if name not in STEPS or (given and name != "rename"):
        return None
    return name, {**({"rules": given[0]} if given else {}), **options}
