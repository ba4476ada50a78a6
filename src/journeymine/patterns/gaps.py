"""How the steps of a pattern may lie apart, in words: what every printed result says, for it is misread most."""

from collections.abc import Mapping
from typing import Any

_NEIGHBOURS = "between neighbours"


def rules(info: Mapping[str, Any]) -> list[str]:
    """Each rule that was asked of occurrences, as a phrase.

    Parameters
    ----------
    info
        The options of a search, as a result keeps them.

    Examples
    --------
    >>> rules({"max_gap": "30min", "contiguous": True, "ends_with": ["jm.END", "pay"]})
    ['direct neighbours only', 'at most 30min between neighbours', 'up to the last event of the journey']
    """
    told = [_steps(info)]
    told.append(_range(info.get("min_gap"), info.get("max_gap"), _NEIGHBOURS))
    told.append(_range(None, info.get("max_span"), "from the first step to the last"))
    told.append("from the first event of the journey on" if "jm.START" in (info.get("starts_with") or ()) else "")
    told.append("up to the last event of the journey" if "jm.END" in (info.get("ends_with") or ()) else "")
    return [phrase for phrase in told if phrase]


def gaps(info: Mapping[str, Any]) -> str:
    """Whether other events may lie between the steps of a pattern, and all further rules.

    Examples
    --------
    >>> gaps({}), gaps({"max_step_gap": 1}), gaps({"max_gap": "30min"})
    ('gaps allowed', 'direct neighbours only', 'gaps allowed, at most 30min between neighbours')
    """
    asked = rules(info)
    return ", ".join(asked if _most_steps(info) == 1 else ["gaps allowed", *asked])


def between(info: Mapping[str, Any]) -> str:
    """What may come between the events of a pattern, as the end of a sentence.

    Examples
    --------
    >>> between({}), between({"contiguous": True, "max_span": "1h"})
    ('other events may come between', 'no other event comes between, at most 1h from the first step to the last')
    """
    asked = rules(info)
    if _most_steps(info) == 1:
        return ", ".join(["no other event comes between", *asked[1:]])
    return ", ".join(["other events may come between", *asked])


def sentence(info: Mapping[str, Any]) -> str:
    """The same as a sentence.

    Examples
    --------
    >>> sentence({})
    'Gaps are allowed: other events may lie between the steps of a pattern.'
    >>> sentence({"max_span": "7d"})
    'Gaps are allowed: other events may lie between the steps of a pattern; at most 7d from the first step to the last.'
    """
    asked = rules(info)
    if _most_steps(info) == 1:
        free, asked = "No gaps are allowed: no other event lies between the steps of a pattern", asked[1:]
    else:
        free = "Gaps are allowed: other events may lie between the steps of a pattern"
    return "; ".join([free, *asked]) + "."


def _most_steps(info: Mapping[str, Any]) -> int | None:
    return 1 if info.get("contiguous") else info.get("max_step_gap")


def _steps(info: Mapping[str, Any]) -> str:
    least, most = info.get("min_step_gap"), _most_steps(info)
    if most == 1:
        return "direct neighbours only"
    told = _range(least if least and least > 1 else None, most, "")
    return f"neighbours {told.strip()} {_elements(most or least)} apart" if told else ""


def _elements(count: int | None) -> str:
    return "element" if count == 1 else "elements"


def _range(least: object, most: object, where: str) -> str:
    parts = [f"at least {least}"] if least is not None else []
    parts += [f"at most {most}"] if most is not None else []
    return f"{' and '.join(parts)} {where}" if parts else ""
