"""A result as a page for people: one file, without a program beside it."""

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from journeymine.api.journeys import Journeys


class Reporting:
    """The way from a result to a page."""

    def report(
        self,
        path: str | os.PathLike[str],
        *more: Any,
        title: str | None = None,
        origin: str | None = None,
        notes: Sequence[str] = (),
        log: Any = None,
        journeys: "Journeys | None" = None,
        sort: str | None = None,
        top: int = 30,
        n_examples: int = 3,
        figures: bool | None = None,
        k: int = 10,
    ) -> None:
        """Write one HTML file that says what was found: it can be mailed, printed and read offline.

        The page begins with a summary in words and with what is in doubt, and ends with how things were counted. It
        holds all it needs, asks nobody for anything and names no customer. Figures are drawn by a script that the page
        carries; their numbers stand in tables, for those without scripts.

        Parameters
        ----------
        path
            The file to write.
        more
            Further results, a section each: of `contrast`, `watch`, `suggest`, `funnel`, `leads_to` and all other
            actions, rules, itemsets, and what the ``*_data`` functions of `journeymine.plotting` count.
        title, origin
            The headline; where the data come from. None: what was counted; nothing.
        notes
            Sentences on what was done and how to read it, under the summary.
        log
            The log, or its quality: the page tells its quality and how it was cleaned.
        journeys
            Where examples, times and the flow are looked for; None: the journeys the results came from.
        sort
            The column that ranks sequences. None: as they are; where that is by support, patterns of several steps by
            ``lift_order_low``.
        top
            How many rows tables of results show; the page says out of how many.
        n_examples
            How many patterns are shown on journeys that hold them, customers masked.
        figures
            Whether to draw; None: where plotly is installed, and the page says where it is not.
        k
            Counts of fewer are drawn grey.

        Raises
        ------
        OptionError
            Something in `more` is no result, an option has a value it cannot have, or some results are protected and
            others are not.
        MissingColumnError
            There is no column `sort`, with a near miss.
        MissingExtraError
            `figures` is True, and plotly is not installed (``pip install 'journeymine[plot]'``).
        InputError
            The file cannot be written.

        Examples
        --------
        >>> import journeymine as jm, tempfile, pathlib
        >>> visits = [["search", "cart", "pay"]] * 30 + [["search", "help"]] * 20
        >>> patterns = jm.mine_sequences(visits, min_support=10)
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     page = pathlib.Path(folder, "report.html")
        ...     patterns.report(page, patterns.contrast("pay"), title="Visits", figures=False)
        ...     "<h1>Visits</h1>" in page.read_text(encoding="utf-8")
        True
        """
        # The one step up the house: who has a result looks for its page here.
        from journeymine.reporting import write_report

        write_report(
            (self, *more),
            path,
            title=title,
            origin=origin,
            notes=notes,
            log=log,
            journeys=journeys,
            sort=sort,
            top=top,
            n_examples=n_examples,
            figures=figures,
            k=k,
        )
