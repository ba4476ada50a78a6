"""What stands in JSON for each option: its own type where JSON has it, else what is said here, once a name."""

import inspect
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin

Name = str | int
Names = Name | list[Name] | None
Duration = str | int | float | None
Moment = str | int | float | None

#: What options are in a request whose Python type JSON does not have.
BY_NAME: dict[str, Any] = {
    **dict.fromkeys(
        ("session_gap", "within", "min_gap", "max_gap", "max_span", "every", "half_life", "baseline", "lag"), Duration
    ),
    **dict.fromkeys(("start", "end", "since", "until", "observed_until"), Moment),
    **dict.fromkeys(("starts_with", "ends_with", "excludes", "antecedent", "consequent", "channels"), Names),
    **dict.fromkeys(("multiplicity", "weights", "value", "by"), str | None),
    "contains": Name | list[Name | list[Name]] | None,
    "hierarchy": dict[str, str | list[str]] | None,
    "outcome": Name | list[Name],
    "groups": list[Name | bool] | None,
    "strata": str | list[str] | None,
    "tie": str | list[Name],
    "query": str | list[Name | list[Name]],
    "random_state": int,
    **dict.fromkeys(("step", "goal"), Name | list[Name]),
    "steps": Name | list[Name | list[Name]],
    # Customers are named in no request: an attribute says who was held out, or a pair of events; or so by step.
    "holdout": str | list[Name] | dict[str, str | list[Name]] | None,
    "control": Name | bool | dict[str, Name | bool] | None,
    "ratio": float | dict[str, float] | None,
    # Its own model, told apart by name.
    "design": Any,
}
#: What no request says: whose data, and how much of the machine it takes.
NOT_ASKED = frozenset({"self", "journeys", "data", "log", "counts", "n_jobs", "engine", "progress", "show_ids"})


def fields(verb: Callable[..., Any]) -> dict[str, tuple[Any, Any]]:
    """Type and default of every option a request may have; ``...`` stands for no default.

    Raises
    ------
    TypeError
        An option has a type that JSON does not have, and `BY_NAME` does not say what stands for it.

    Examples
    --------
    >>> import journeymine as jm
    >>> fields(jm.mine_sequences)["top_k"] == (int | None, None)
    True
    """
    found: dict[str, tuple[Any, Any]] = {}
    for name, parameter in inspect.signature(verb).parameters.items():
        if name in NOT_ASKED:
            continue
        kind = BY_NAME[name] if name in BY_NAME else _of_json(parameter.annotation, name, verb)
        default = ... if parameter.default is parameter.empty else parameter.default
        found[name] = (kind, list(default) if isinstance(default, tuple) else default)
    return found


def _of_json(hint: Any, name: str, verb: Callable[..., Any]) -> Any:
    origin, inner = get_origin(hint), get_args(hint)
    if hint is float:
        # A count stays whole.
        return int | float
    if hint in {str, int, bool, NoneType} or origin is Literal:
        return hint
    if origin in {Union, UnionType}:
        return Union[tuple(_of_json(one, name, verb) for one in inner)]  # noqa: UP007 - made at run time
    if origin in {Sequence, Collection, Iterable, list, set, frozenset}:
        return list[_of_json(inner[0], name, verb)]  # type: ignore[misc]  # made at run time
    if origin in {Mapping, dict}:
        return dict[str, _of_json(inner[1], name, verb)]  # type: ignore[misc]  # made at run time
    message = f"option `{name}` of {verb.__qualname__} has no type in JSON; say in BY_NAME what stands for it"
    raise TypeError(message)
