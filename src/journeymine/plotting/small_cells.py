"""Cells of few journeys or customers: drawn grey, and said so."""

import numpy as np

from journeymine.actions.rows import Column
from journeymine.plotting import style


def small_notes(k: int, is_small: Column, unit: str) -> tuple[str, ...]:
    """What grey means, where anything is grey.

    Examples
    --------
    >>> small_notes(10, np.array([True, False]), "journeys")
    ('grey: fewer than 10 journeys (1 of 2)',)
    >>> small_notes(10, np.array([False]), "journeys")
    ()
    """
    count = int(np.count_nonzero(is_small))
    return (f"grey: fewer than {k:,} {unit} ({count:,} of {len(is_small):,})",) if count else ()


def coloured(is_small: Column, colours: str | Column = style.BLUE) -> Column:
    """A colour a mark: grey where it is small."""
    return np.where(is_small.astype(np.bool_), style.GREY, colours)
