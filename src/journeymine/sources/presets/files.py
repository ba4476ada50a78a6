"""The presets that come with the package → mappings of sources."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from journeymine.options import bad_option, near_miss

_WITH_TIME = ("time_unit", "zone")


@dataclass(frozen=True)
class Preset:
    """What is known of an export.

    Attributes
    ----------
    name
        What it is called in a mapping.
    about
        What it is for.
    recognised_by
        The columns that a file of this kind has.
    mapping
        Keys of a mapping's source, and what they are.
    """

    name: str
    about: str
    recognised_by: tuple[str, ...]
    mapping: Mapping[str, Any]


def names() -> list[str]:
    """The presets there are.

    Examples
    --------
    >>> names()
    ['combined', 'common', 'ga4', 'segment', 'snowplow', 'xes', 'zendesk']
    """
    found = (one.name for one in files(__package__).iterdir())
    return sorted(name.removesuffix(".toml") for name in found if name.endswith(".toml"))


@cache
def preset(name: str) -> Preset:
    """The preset of that name, which must be one of `names`.

    Examples
    --------
    >>> preset("ga4").mapping["time_unit"]
    'us'
    """
    told = tomllib.loads((files(__package__) / f"{name}.toml").read_text(encoding="utf-8"))
    return Preset(name, told["about"], tuple(told["recognised_by"]), told["mapping"])


def filled(name: object, given: Mapping[str, Any]) -> dict[str, Any]:
    """What is given of a source, and from the preset what is not.

    Parameters
    ----------
    name
        One of `names`.
    given
        Keys of a mapping's source. Each takes the place of the preset's as a whole; a `time` also that of its unit,
        a `query` also that of the format of files.

    Returns
    -------
    dict[str, Any]
        Keys of a mapping's source.

    Raises
    ------
    OptionError
        There is no such preset, with a near miss.

    Examples
    --------
    >>> filled("xes", {"customer": "case:customer"})["event"]
    'concept:name'
    """
    known = names()
    if not isinstance(name, str) or name not in known:
        hint = near_miss(name, known).strip().rstrip("?")
        must = f"one of {', '.join(map(repr, known))}" + (f" ({hint[0].lower()}{hint[1:]}?)" if hint else "")
        raise bad_option("preset", "a mapping", must, name)
    mapping = preset(name).mapping
    # A format is of files, and a unit of the time that is not asked for any more.
    left = (*(_WITH_TIME if "time" in given else ()), *(("format",) if "query" in given else ()))
    kept = {key: one for key, one in mapping.items() if key not in left}
    return {**kept, **given}
