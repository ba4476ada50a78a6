"""Tables that users write, as a TOML file or as a dict: loaded, and all that is wrong with them said at once."""

import re
import tomllib
from collections.abc import Mapping
from os import PathLike, fspath
from pathlib import Path
from typing import Any

from journeymine.errors import InputError
from journeymine.options import bad_option, near_miss, without_secrets


def loaded(given: object, name: str, where: str, must: str, noun: str) -> tuple[dict[Any, Any], str, Path]:
    """The tables, what they are called in errors, and the folder that their paths start from.

    Parameters
    ----------
    given
        A dict, or the path of a TOML file.
    name, where
        The option that was given, and of what.
    must
        What it must be, as `bad_option` continues it.
    noun
        What such a file is: ``"The mapping"``.

    Raises
    ------
    OptionError
        It is neither.
    InputError
        The file is not there, or is no TOML.

    Examples
    --------
    >>> loaded({"web": {}}, "mapping", "read_events", "a dict", "The mapping")[:2]
    ({'web': {}}, '`mapping` of read_events')
    """
    if isinstance(given, Mapping):
        return dict(given), f"`{name}` of {where}", Path()
    if not isinstance(given, str | PathLike):
        raise bad_option(name, where, must, given)
    path = Path(fspath(given)).expanduser()
    try:
        # Some editors begin a file with a mark of its byte order.
        return tomllib.loads(path.read_text(encoding="utf-8-sig")), f"{noun} {str(path)!r}", path.parent
    except FileNotFoundError:
        siblings = [one.name for one in path.parent.iterdir()] if path.parent.is_dir() else []
        message = f"There is no file {str(path)!r} for `{name}` of {where}.{near_miss(path.name, siblings)}"
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        message = f"{noun} {str(path)!r} is no TOML file ({error}); repair it there."
    except OSError as error:
        message = f"{noun} {str(path)!r} cannot be read ({error.strerror or error}); check it."
    raise InputError(message)


def listed(faults: list[str], what: str) -> str:
    """One sentence of all that is wrong.

    Examples
    --------
    >>> listed(["`zone` is 5", "`when` is missing"], "The mapping")
    'The mapping has 2 faults: (1) `zone` is 5; (2) `when` is missing.'
    """
    if len(faults) == 1:
        end = "" if faults[0].endswith("?") else "."
        return f"{what} has a fault: {faults[0]}{end}"
    numbered = "; ".join(f"({number}) {fault}" for number, fault in enumerate(faults, 1))
    return f"{what} has {len(faults)} faults: {numbered}{'' if numbered.endswith('?') else '.'}"


def shown(one: object) -> str:
    """A value in a list of faults, cut at 60 characters, an address without user and password."""
    text = without_secrets(" ".join(repr(one).split()))
    return text if len(text) <= 60 else text[:57] + "..."


def asked(hint: str) -> str:
    """A near miss inside a list of faults.

    Examples
    --------
    >>> asked(" Did you mean 'web'?"), asked("")
    ("; did you mean 'web'?", '')
    """
    found = re.fullmatch(r" Did you mean (.*)\?", hint)
    return f"; did you mean {found[1]}?" if found else ""
