"""What a figure shows, as a table: the numbers behind every picture, without a picture."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from journeymine.actions.rows import ActionRows, Column
from journeymine.api.action_result import ActionResult
from journeymine.errors import MissingExtraError
from journeymine.options import bad_option, clash
from journeymine.plotting.inert import inert, lines
from journeymine.plotting.style import headed

if TYPE_CHECKING:
    import plotly.graph_objects as go


class FigureData(ActionResult):
    """The numbers of a figure, a row a mark, with its title and what was counted; made by the ``*_data`` functions.

    Examples
    --------
    >>> import journeymine as jm
    >>> from journeymine import plotting
    >>> data = plotting.pattern_dots_data(jm.mine_sequences([["a", "b"]] * 30 + [["b"]] * 10, min_support=20))
    >>> data.title
    'Patterns by support and lift: 3 of 3 patterns in 40 journeys'
    """

    @property
    def title(self) -> str:
        """What is shown, and out of how many.

        Examples
        --------
        >>> import journeymine as jm
        >>> from journeymine import plotting
        >>> plotting.journey_flow_data(jm.Journeys.from_lists([["a", "b"], ["a"]])).title
        'Journeys step by step: the first 7 steps of 2 journeys'
        """
        return str(self.info["title"])

    def column(self, name: str) -> NDArray[Any]:
        """One column.

        Parameters
        ----------
        name
            One of `columns`.

        Returns
        -------
        A read-only array.

        Raises
        ------
        MissingColumnError
            There is none of that name, with a near miss.

        Examples
        --------
        >>> import journeymine as jm
        >>> from journeymine import plotting
        >>> plotting.journey_flow_data(jm.Journeys.from_lists([["a", "b"], ["a"]])).column("n").tolist()
        [1, 1, 1]
        """
        return self._table.column(name)


def figure_data(
    figure: str, title: str, columns: Mapping[str, Column], notes: tuple[str, ...], shares: frozenset[str], **info: Any
) -> FigureData:
    """The numbers of a figure.

    Parameters
    ----------
    figure
        The function that draws it.
    title, notes
        What is shown, and what was counted.
    columns, shares
        As `ActionRows` has them.
    info
        Whatever else the figure needs.
    """
    return FigureData(ActionRows(columns, notes, {"figure": figure, "title": title, **info}, shares))


def data_of(given: Any, figure: str, make: Any, options: Mapping[str, Any]) -> FigureData:
    """What is to be drawn: made of an object, or given.

    Raises
    ------
    OptionError
        The data are of another figure, or come with options that they were made by.
    """
    if not isinstance(given, FigureData):
        return make(given, **options)  # type: ignore[no-any-return]
    made_for = given.info["figure"]
    if made_for != figure:
        raise bad_option("data", figure, f"data of {figure}_data", f"data of {made_for}_data")
    if options:
        raise clash(next(iter(options)), "data that are counted already", figure, f"give it to {figure}_data")
    return given


def framed(data: FigureData, theme: Any) -> "go.Figure":
    """An empty figure with the title and notes of data.

    Raises
    ------
    MissingExtraError
        plotly is not installed.
    """
    try:
        import plotly.graph_objects as go
    except ImportError:
        message = (
            "Figures are drawn by plotly, which is not installed; install it with `pip install 'journeymine[plot]'`."
        )
        raise MissingExtraError(message) from None
    figure = str(data.info["figure"])
    return go.Figure(layout=headed(inert(data.title), lines(data.notes), theme, figure))


def texts(values: Any) -> Column:
    """An array of objects, also where these are sequences."""
    made = np.empty(len(values), object)
    for place, value in enumerate(values):
        made[place] = value
    return made
