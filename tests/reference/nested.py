"""The slow, obvious twin of dotted names: one row as Python has it, one step after the other."""

from typing import Any

KINDS = ("string_value", "int_value", "float_value", "double_value")


def value_at(row: dict[str, Any], name: str) -> Any:
    """What a name means in a row: a key, a key inside, or a key of a list of keys and values."""
    found: Any = row
    if row.get(name) is not None:
        found = row[name]
    else:
        *inside, key = name.split(".")
        for step in inside:
            found = found.get(step) if isinstance(found, dict) else None
        if isinstance(found, list):
            pairs = [one["value"] for one in found if one["key"] == key]
            found = next((pairs[0][kind] for kind in KINDS if pairs[0].get(kind) is not None), None) if pairs else None
        else:
            found = found.get(key) if isinstance(found, dict) and inside else None
    return (" | ".join(map(str, found)) or None) if isinstance(found, list) else found
