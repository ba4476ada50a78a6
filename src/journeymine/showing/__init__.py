"""How objects look: one table, drawn for notebooks and for terminals, in which no name from the data does anything."""

from journeymine.showing.frames import fielded, framed
from journeymine.showing.inert import inert
from journeymine.showing.intervals import with_intervals
from journeymine.showing.shown import Cells, Grid, Showing, Shown, pairs

__all__ = ["Cells", "Grid", "Showing", "Shown", "fielded", "framed", "inert", "pairs", "with_intervals"]
