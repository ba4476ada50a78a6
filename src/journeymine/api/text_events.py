"""What customers wrote, among what they did."""

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, Literal, Self

if TYPE_CHECKING:
    from journeymine.sources.table import EventTable


class TextEvents(ABC):
    """The part of `EventLog` that makes events of texts."""

    _table: "EventTable"

    @abstractmethod
    def _of(self, table: "EventTable") -> Self:
        """A log of another table."""

    def with_text_events(
        self,
        texts: Any,
        categories: Any,
        prefix: str = "complaint:",
        *,
        customer: str | None = None,
        text: str | None = None,
        time: str | None = None,
        zone: str | None = None,
        time_unit: Literal["s", "ms", "us", "ns"] | None = None,
        unassigned: Literal["keep", "drop"] = "keep",
        on_missing: Literal["error", "drop"] = "error",
    ) -> Self:
        """The same log with one more event for each text, named by its category.

        Parameters
        ----------
        texts
            A frame of texts with their customers and times; or the name of a column of the log, None for its text
            column: then a row with a text gives an event of the same customer and time beside its own.
        categories
            Fitted `journeymine.text.Categories`, or anything with ``predict(texts)`` that gives a name for each.
        prefix
            What names begin with.
        customer, text, time
            Columns of the frame; None: called as in the log (the text ``"text"`` where the log has no text column).
        zone, time_unit
            As of `read_events`, for the times of the frame.
        unassigned
            ``"keep"`` or ``"drop"`` texts without a category (named as ``categories.unassigned`` says).
        on_missing
            ``"error"``, or ``"drop"`` rows of the frame without customer or time. Blank texts give no event.

        Returns
        -------
        A new log, the new events at its end. They hold neither text nor value; of the frame they come with the source
        ``"texts"`` where the log has sources. `steps` records the step by a fingerprint of the categories; a recipe
        holds no categories, so that the step is done anew by hand.

        Raises
        ------
        OptionError
            An option has a value it cannot have, or does not go with texts of the log's own.
        MissingColumnError
            A column is not there, with a near miss.
        InputError
            The log's event names are integers; `predict` gives something else than names; customers or times of the
            frame are missing, or of another kind than the log's; or its customers were renamed in the log by
            `pseudonymise` or `resolve_identities`, which come after this step.
        EmptyLogError
            The frame has no row with customer, time and text.

        Examples
        --------
        >>> import journeymine as jm
        >>> from journeymine.text import Categories
        >>> log = jm.read_events({"who": ["ann", "bob"], "what": ["order", "order"], "when": [1, 1]},
        ...                      customer="who", event="what", time="when")
        >>> texts = {"who": ["ann", "bob"], "when": [2, 3], "wrote": ["where is my parcel", "wrong bill"]}
        >>> categories = Categories({"billing": ["bill"], "delivery": ["parcel"]}).fit([])
        >>> log.with_text_events(texts, categories, text="wrote").journeys().to_lists()
        [['order', 'complaint:delivery'], ['order', 'complaint:billing']]
        """
        from journeymine.journeys.text_events import with_text_events
        from journeymine.options import choice

        choice(on_missing, "on_missing", "with_text_events", ("error", "drop"))
        columns = {"customer": customer, "text": text, "time": time, "zone": zone, "time_unit": time_unit}
        table = with_text_events(
            self._table,
            texts,
            categories,
            prefix=prefix,
            unassigned=unassigned,
            columns={**columns, "on_missing": on_missing},
        )
        return self._of(table)
