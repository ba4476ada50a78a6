"""What can be done to a log before anything is counted: a new log each time, which knows what was done."""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Self

from journeymine.api.dropping import Dropping
from journeymine.api.recipe import Recipe
from journeymine.options import bad_option

if TYPE_CHECKING:
    import pandas as pd

    from journeymine.sources.table import EventTable

Rules = Mapping[str, str] | Sequence[tuple[str, str]]


class Cleaning(Dropping):
    """Cleaning steps of a log, and what was done by them."""

    @property
    @abstractmethod
    def _about(self) -> "EventTable":
        """A table with the log's columns and steps; of a log on disk without its rows."""

    def rename(self, rules: Rules) -> Self:
        r"""Events renamed by rules.

        Parameters
        ----------
        rules
            A mapping of regular expressions to new names, or a list of such pairs. An expression must match the whole
            of a name; the first rule that does says the new one, in which ``\1`` (or ``\g<word>``) stands for a group;
            names that no rule matches stay. A function is refused: it could not be written into a recipe.

        Returns
        -------
        A new log of the same rows.

        Raises
        ------
        OptionError
            The rules are none, or cannot be read; the message says where.
        InputError
            The log's event names are integers.

        Examples
        --------
        >>> import journeymine as jm
        >>> log = jm.read_events({"who": [1, 1, 1], "what": ["checkout_1", "Checkout ", "pay"], "when": [1, 2, 3]},
        ...                      customer="who", event="what", time="when")
        >>> log.rename({r"(?i)checkout\b.*|checkout_\d": "checkout"}).to_pandas()["what"].tolist()
        ['checkout', 'checkout', 'pay']
        """
        from journeymine.journeys.cleaning.rename import rename

        return self._of(rename(self._table, rules))

    def group(self, hierarchy: Any, *, levels: int | None = None) -> Self:
        """Events replaced by more general ones.

        Parameters
        ----------
        hierarchy
            A mapping of an event to a more general one, or a frame with the columns ``child`` and ``parent``, as
            `mine_sequences` takes it; here each event has one above it. Events that are not in it stay.
        levels
            How many levels up; None: to the top.

        Returns
        -------
        A new log of the same rows.

        Raises
        ------
        OptionError
            The hierarchy is none, goes round in a circle, puts an event under several, or names are of another type
            than the log's.

        Examples
        --------
        >>> import journeymine as jm
        >>> log = jm.read_events({"who": [1, 1, 1], "what": ["visa", "paypal", "search"], "when": [1, 2, 3]},
        ...                      customer="who", event="what", time="when")
        >>> log.group({"visa": "card", "card": "pay", "paypal": "pay"}).to_pandas()["what"].tolist()
        ['pay', 'pay', 'search']
        """
        from journeymine.journeys.cleaning.group import group

        return self._of(group(self._table, hierarchy, levels))

    def url_to_event(
        self, column: str, *, prefix: str = "", max_depth: int | None = None, rules: Rules | None = None
    ) -> Self:
        """Events named by the paths of web addresses.

        Host, query, fragment and the last slash are dropped. A part of the path that names a single thing becomes
        ``{id}``: a number, a date, a UUID, at least 8 hexadecimal digits, a token of at least 16 letters and digits in
        a row, anything with an ``@``; elsewhere runs of at least 4 digits.

        Parameters
        ----------
        column
            The column of addresses or paths: a further one, or that of the events. Rows without an address keep their
            event.
        prefix
            What each name begins with, such as ``"page:"``.
        max_depth
            How many parts of a path are kept, ``…`` stands for the rest; None: all.
        rules
            Expressions and the names of the paths they match, as `rename` takes them; tried first, on the path as it
            was asked for.

        Returns
        -------
        A new log of the same rows.

        Raises
        ------
        MissingColumnError
            The log has no such column, with a near miss.
        InputError
            The column, or that of the events, holds no text.
        OptionError
            An option has a value it cannot have.

        Examples
        --------
        >>> import journeymine as jm
        >>> log = jm.read_events(
        ...     {"who": [1, 1], "what": ["GET", "GET"], "when": [1, 2],
        ...      "url": ["/orders/4711/?from=mail", "https://shop.example/help/pay.html"]},
        ...     customer="who", event="what", time="when", extra=["url"])
        >>> log.url_to_event("url", prefix="page:", rules={"/help/.*": "help"}).to_pandas()["what"].tolist()
        ['page:/orders/{id}', 'page:help']
        """
        from journeymine.journeys.cleaning.url_to_event import url_to_event

        return self._of(url_to_event(self._table, column, prefix, max_depth, rules))

    def shift_times(self, by: Any, *, source: str | None = None) -> Self:
        """Times moved by a fixed length, for a clock that ran in another zone or was set wrong.

        A zone with summer time is not a fixed length away: read such a source again with its zone.

        Parameters
        ----------
        by
            ``"1h"``, ``"-90min"`` (units ms, s, min, h, d, w) or a timedelta; a whole number where time is a plain
            order number.
        source
            Which source's rows, in a log of several; None: all rows.

        Returns
        -------
        A new log of the same rows.

        Raises
        ------
        OptionError
            `by` is no length of time, or finer than the log's clock; or there is no such source, with a near miss.
        MissingColumnError
            `source` is given, and the log has no source column.
        InputError
            Times would leave the years 1 to 9999.

        Examples
        --------
        >>> import journeymine as jm
        >>> log = jm.read_events({"who": [1], "what": ["call"], "when": ["2024-03-01T12:00"]},
        ...                      customer="who", event="what", time="when")
        >>> str(log.shift_times("-1h").to_pandas()["when"][0])
        '2024-03-01 11:00:00+00:00'
        """
        from journeymine.journeys.cleaning.shift_times import shift_times

        return self._of(shift_times(self._table, by, source))

    def steps(self) -> "pd.DataFrame":
        """What was done since the log was read: a row a step, in order.

        Returns
        -------
        A pandas frame: ``step`` (the call), ``rows_before``, ``rows_after``, ``rows_changed`` (rows kept that are not
        what they were).

        Examples
        --------
        >>> import journeymine as jm
        >>> log = jm.read_events({"who": [1, 1, 2], "what": ["a", "b", "a"], "when": [1, 2, 9]},
        ...                      customer="who", event="what", time="when")
        >>> log.rename({"a": "A"}).clip(end=5).steps()
                              step  rows_before  rows_after  rows_changed
        0  rename(rules=[['a', 'A']])            3           3             2
        1               clip(end=5)            3           2             0
        """
        import pandas as pd

        from journeymine.journeys.cleaning.stepping import told

        done = self._about.recipe
        return pd.DataFrame(
            {
                "step": [f"{one.name}({told(one.options)})" for one in done],
                "rows_before": pd.array([one.rows_before for one in done], dtype="Int64"),
                "rows_after": pd.array([one.rows_after for one in done], dtype="Int64"),
                "rows_changed": pd.array([one.rows_changed for one in done], dtype="Int64"),
            }
        )

    def recipe(self) -> Recipe:
        """The steps done since the log was read, to be kept, compared and done to another log.

        Returns
        -------
        A `Recipe`; it holds no row of the log.

        Examples
        --------
        >>> import journeymine as jm
        >>> log = jm.read_events({"who": [1], "what": ["a"], "when": [1]}, customer="who", event="what", time="when")
        >>> log.rename({"a": "A"}).recipe().steps
        (Step(name='rename', options={'rules': [['a', 'A']]}, version=1),)
        """
        return Recipe(self._about.recipe)

    def apply(self, recipe: Recipe) -> Self:
        """The steps of a recipe done to this log.

        Parameters
        ----------
        recipe
            The steps, as `recipe` gives them or `Recipe.load` reads them.

        Returns
        -------
        A new log.

        Raises
        ------
        OptionError
            `recipe` is none.
        JourneymineError
            Whatever a step raises where this log cannot take it.

        Examples
        --------
        >>> import journeymine as jm
        >>> may, june = (jm.read_events({"who": [1], "what": [what], "when": [1]},
        ...                             customer="who", event="what", time="when") for what in ("pay_1", "pay_2"))
        >>> june.apply(may.rename({"pay_.*": "pay"}).recipe()).to_pandas()["what"].tolist()
        ['pay']
        """
        from journeymine.journeys.cleaning.replay import replay

        if not isinstance(recipe, Recipe):
            raise bad_option("recipe", "apply", "a Recipe; log.recipe() gives one, Recipe.load(path) reads one", recipe)
        return self._of(replay(self._table, recipe.steps))
