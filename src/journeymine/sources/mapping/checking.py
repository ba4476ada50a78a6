"""A mapping of sources, checked as a whole before anything is read: all that is wrong with it, at once."""

from collections.abc import Mapping
from glob import escape
from pathlib import Path
from typing import Any

from journeymine.errors import OptionError
from journeymine.sources import presets
from journeymine.sources.mapping.keys import DEFAULTS, KEYS, faults_of_defaults, faults_of_source
from journeymine.sources.mapping.schema import SourceMapping
from journeymine.sources.toml_tables import listed, loaded

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
    tables, what, folder = loaded(mapping, "mapping", "read_events", _MUST, "The mapping")
    defaults = {name: one for name, one in tables.items() if name in DEFAULTS or not isinstance(one, Mapping)}
    sources = {name: _filled(one) for name, one in tables.items() if name not in defaults}
    faults = faults_of_defaults(defaults, sources)
    for name, given in sources.items():
        faults += [f"source {name!r}: {fault}" for fault in faults_of_source(name, given)]
    if not sources:
        faults.append("it names no source; give each source a table of its own, such as [web]")
    if faults:
        raise OptionError(listed(faults, what))
    defaults = {"zone": zone, **defaults}
    return {name: _source(given, defaults, folder) for name, given in sources.items()}


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
