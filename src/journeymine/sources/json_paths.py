"""Names of columns → DuckDB expressions over the objects of a JSON file: keys, keys inside objects, lists of keys."""

from journeymine.sources.names import JOIN

_MEMBERS = ("string_value", "int_value", "float_value", "double_value")
"""The members of a value as BigQuery exports it, one a type, of which one is set."""


def value_at(name: str, parameter: str) -> tuple[str, dict[str, str]]:
    """The value that a name means, as an expression over the column ``json``.

    Parameters
    ----------
    name
        A key, or a dotted path to one.
    parameter
        The beginning of the names of parameters.

    Returns
    -------
    expression, parameters
        The expression is of type JSON, null where there is none; a list of plain values is text.
    """
    places = {parameter: _pointer([name])}
    options = [_set(f"json_extract(json, ${parameter})")]
    *inside, key = name.split(".")
    if inside:
        places |= {f"{parameter}n": _pointer([*inside, key]), f"{parameter}l": _pointer(inside), f"{parameter}k": key}
        options.append(_set(f"json_extract(json, ${parameter}n)"))
        listed = f"list_filter({_list(parameter + 'l')}, lambda one: one ->> '$.key' = ${parameter}k)[1] -> '$.value'"
        options.append(f"CASE json_type(json, ${parameter}l) WHEN 'ARRAY' THEN {_member(listed)} END")
    return _plain(f"coalesce({', '.join(options)})"), places


def children(name: str, parameter: str) -> tuple[str, dict[str, str]]:
    """The keys inside an object, or of a list of keys and values, as an expression; no name: those of the whole."""
    if not name:
        return "json_keys(json)", {}
    listed = f"list_transform({_list(parameter)}, lambda one: one ->> '$.key')"
    keys = f"WHEN 'ARRAY' THEN {listed} WHEN 'OBJECT' THEN json_keys(json, ${parameter})"
    return f"CASE json_type(json, ${parameter}) {keys} END", {parameter: _pointer(name.split("."))}


def _set(value: str) -> str:
    """A null that is written out is none."""
    return f"nullif({value}, 'null'::JSON)"


def _member(value: str) -> str:
    """What is set in an object with a member for each type; anything else as it is."""
    members = ", ".join(_set(f"({value}) -> '$.{name}'") for name in _MEMBERS)
    return f"CASE json_type({value}) WHEN 'OBJECT' THEN coalesce({members}) ELSE {_set(value)} END"


def _list(parameter: str) -> str:
    return f"TRY_CAST(json_extract(json, ${parameter}) AS JSON[])"


def _plain(value: str) -> str:
    """A list without objects and lists inside as text, an empty one as null."""
    items = f"TRY_CAST({value} AS JSON[])"
    plain = f"list_bool_and(list_transform({items}, lambda one: json_type(one) NOT IN ('OBJECT', 'ARRAY')))"
    text = f"nullif(to_json(array_to_string(list_transform({items}, lambda one: one ->> '$'), '{JOIN}')), '\"\"'::JSON)"
    return f"CASE WHEN json_type({value}) = 'ARRAY' AND coalesce({plain}, true) THEN {text} ELSE {value} END"


def _pointer(keys: list[str]) -> str:
    return "".join("/" + key.replace("~", "~0").replace("/", "~1") for key in keys)
