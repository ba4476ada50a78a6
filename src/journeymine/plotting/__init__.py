"""8 surface: pictures, each with the table of its numbers; plotly is imported when one is drawn.

A figure takes the object it is of, or the table that the function of the same name with ``_data`` made.
"""

from journeymine.plotting.category_upset import category_upset, category_upset_data
from journeymine.plotting.contrast_forest import contrast_forest, contrast_forest_data
from journeymine.plotting.figure_data import FigureData
from journeymine.plotting.funnel_chart import funnel_chart, funnel_chart_data
from journeymine.plotting.journey_flow import journey_flow, journey_flow_data
from journeymine.plotting.pattern_dots import pattern_dots, pattern_dots_data
from journeymine.plotting.pattern_lattice import pattern_lattice, pattern_lattice_data
from journeymine.plotting.prefix_icicle import prefix_icicle, prefix_icicle_data
from journeymine.plotting.run_chart import run_chart, run_chart_data
from journeymine.plotting.step_matrix import step_matrix, step_matrix_data
from journeymine.plotting.timing_ridges import timing_ridges, timing_ridges_data
from journeymine.plotting.transition_map import transition_map, transition_map_data

__all__ = [
    "FigureData",
    "category_upset",
    "category_upset_data",
    "contrast_forest",
    "contrast_forest_data",
    "funnel_chart",
    "funnel_chart_data",
    "journey_flow",
    "journey_flow_data",
    "pattern_dots",
    "pattern_dots_data",
    "pattern_lattice",
    "pattern_lattice_data",
    "prefix_icicle",
    "prefix_icicle_data",
    "run_chart",
    "run_chart_data",
    "step_matrix",
    "step_matrix_data",
    "timing_ridges",
    "timing_ridges_data",
    "transition_map",
    "transition_map_data",
]
