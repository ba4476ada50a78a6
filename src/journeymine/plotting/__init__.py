"""8 surface: pictures, each with the table of its numbers; plotly is imported when one is drawn.

A figure takes the object it is of, or the table that the function of the same name with ``_data`` made.
"""

from journeymine.plotting.figure_data import FigureData
from journeymine.plotting.journey_flow import journey_flow, journey_flow_data
from journeymine.plotting.pattern_dots import pattern_dots, pattern_dots_data

__all__ = ["FigureData", "journey_flow", "journey_flow_data", "pattern_dots", "pattern_dots_data"]
