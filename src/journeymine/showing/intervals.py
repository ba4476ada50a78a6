"""An estimate and the ends of its interval are two columns to people: the figure, and from where to where."""

from collections.abc import Mapping, Sequence

from journeymine.showing.shown import Cells

_LOW, _HIGH = "_low", "_high"
_NOTHING = "–"


def with_intervals(columns: Mapping[str, Cells]) -> tuple[Cells, ...]:
    """The columns in their order, each ``x_low`` and ``x_high`` beside its ``x`` as one column ``95 %``.

    Parameters
    ----------
    columns
        Columns by their names.

    Returns
    -------
    Columns of what is shown; an end without the other stays as it is.

    Examples
    --------
    >>> told = {name: Cells(name, ("0.25",)) for name in ("lift", "lift_low", "lift_high")}
    >>> [(one.heading, one.texts) for one in with_intervals(told)]
    [('lift', ('0.25',)), ('95 %', ('0.25–0.25',))]
    """
    both = {name for name in columns if {f"{name}{_LOW}", f"{name}{_HIGH}"} <= set(columns)}
    ends = {f"{name}{end}" for name in both for end in (_LOW, _HIGH)}
    shown = []
    for name, column in columns.items():
        if name not in ends:
            shown.append(column)
        if name in both:
            cells = _between(columns[f"{name}{_LOW}"].texts, columns[f"{name}{_HIGH}"].texts)
            shown.append(Cells("95 %", cells, right=True, beside=1))
    return tuple(shown)


def _between(low: Sequence[str], high: Sequence[str]) -> tuple[str, ...]:
    return tuple(
        # Beside a minus the dash would be read as another one.
        _NOTHING if _NOTHING in {first, last} else f"{first.removesuffix('%')}{' to ' if last[0] == '-' else '–'}{last}"
        for first, last in zip(low, high, strict=True)
    )
