"""A mapping of sources, checked as a whole before anything is read: all that is wrong with it, at once."""

import tomllib
from collections.abc import Mapping
from glob import escape
from os import PathLike, fspath
from pathlib import Path
from typing import Any

from journeymine.errors import InputError, OptionError
from journeymine.options import bad_option, near_miss
from journeymine.sources import presets
from journeymine.sources.mapping.keys import DEFAULTS, KEYS, faults_of_defaults, faults_of_source
from journeymine.sources.mapping.schema import SourceMapping

_MUST = "the path of a TOML file, or a dict that gives each source a dict of its columns"


def checked(mapping: object, *, zone: str | None = None) -> dict[str, SourceMapping]:
    """Understand and check a mapping of sources.

    Parameters
    ----------
    mapping
        The path of a TOML file, or a dict of the same shape: a table a source, and defaults of all sources (`zone`,
        `on_missing`, `customer_as`) beside them. Files that it names are looked for beside the TOML file.
    zone
        The zone where neither a source nor the mapping says one.

    Returns
    -------
    dict[str, SourceMapping]
        How each source is read, in order, with the defaults filled in.

    Raises
    ------
    OptionError
        Something in it cannot be; the sentence lists all of it, by source and key, with near misses.
    InputError
        The file is not there, or is no TOML.

    Examples
    --------
    >>> found = checked({"zone": "Europe/Berlin", "web": {"customer": "user", "event": "web:{page}", "time": "ts"}})
    >>> found["web"].asked, found["web"].zone
    (['user', 'page', 'ts'], 'Europe/Berlin')
    """
    tables, what, folder = _loaded(mapping)
    defaults = {name: one for name, one in tables.items() if name in DEFAULTS or not isinstance(one, Mapping)}
    sources = {name: _filled(one) for name, one in tables.items() if name not in defaults}
    faults = faults_of_defaults(defaults, sources)
    for name, given in sources.items():
        faults += [f"source {name!r}: {fault}" for fault in faults_of_source(name, given)]
    if not sources:
        faults.append("it names no source; give each source a table of its own, such as [web]")
    if faults:
        raise OptionError(_listed(faults, what))
    defaults = {"zone": zone, **defaults}
    return {name: _source(given, defaults, folder) for name, given in sources.items()}


def _loaded(mapping: object) -> tuple[dict[Any, Any], str, Path]:
    """The tables, the mapping in words, and the folder its files are in."""
    if isinstance(mapping, Mapping):
        return dict(mapping), "`mapping` of read_events", Path()
    if not isinstance(mapping, str | PathLike):
        raise bad_option("mapping", "read_events", _MUST, mapping)
    path = Path(fspath(mapping)).expanduser()
    try:
        # Some editors begin a file with a mark of its byte order.
        return tomllib.loads(path.read_text(encoding="utf-8-sig")), f"The mapping {str(path)!r}", path.parent
    except FileNotFoundError:
        siblings = [one.name for one in path.parent.iterdir()] if path.parent.is_dir() else []
        message = f"There is no file {str(path)!r} for `mapping` of read_events.{near_miss(path.name, siblings)}"
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        message = f"The mapping {str(path)!r} is no TOML file ({error}); repair it there."
    except OSError as error:
        message = f"The mapping {str(path)!r} cannot be read ({error.strerror or error}); check it."
    raise InputError(message)


def _listed(faults: list[str], what: str) -> str:
    """One sentence of all that is wrong."""
    if len(faults) == 1:
        end = "" if faults[0].endswith("?") else "."
        return f"{what} has a fault: {faults[0]}{end}"
    listed = "; ".join(f"({number}) {fault}" for number, fault in enumerate(faults, 1))
    return f"{what} has {len(faults)} faults: {listed}{'' if listed.endswith('?') else '.'}"


def _source(given: dict[str, Any], defaults: Mapping[str, Any], folder: Path) -> SourceMapping:
    filled = {name: one for name, one in {**defaults, **given}.items() if name in KEYS}
    if "time_unit" in given and "zone" not in given:
        # Epoch times are UTC in every zone.
        filled.pop("zone", None)
    for name in ("event", "time"):
        if isinstance(filled.get(name), list):
            filled[name] = tuple(filled[name])
    optional = _names(filled.get("extra_if_there", ()))
    filled["extra"] = tuple(dict.fromkeys([*_names(filled.get("extra", ())), *optional]))
    filled["extra_if_there"] = optional
    file = filled.get("file")
    if file is not None and "://" not in str(file):
        filled["file"] = _beside(folder, file)
    return SourceMapping(**filled)


def _filled(given: Mapping[str, Any]) -> dict[str, Any]:
    """What is said of a source, and what its preset says of the rest."""
    name = given.get("preset")
    return presets.filled(name, given) if isinstance(name, str) and name in presets.names() else dict(given)


def _names(one: Any) -> tuple[str, ...]:
    return (one,) if isinstance(one, str) else tuple(one)


def _beside(folder: Path, file: str) -> str:
    """A path or glob as seen from the folder of the mapping, in whose own name nothing is a wildcard."""
    path = folder / Path(file).expanduser()
    return str(path) if path.exists() or Path(file).is_absolute() else str(Path(escape(str(folder))) / file)
