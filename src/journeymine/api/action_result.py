"""What every action gives back: a small table, the words over it, and ways out to frames and JSON."""

from typing import TYPE_CHECKING, Any

from journeymine.actions import rows
from journeymine.actions.rows import ActionRows
from journeymine.api.reporting import Reporting
from journeymine.showing import Showing, Shown

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa


class ActionResult(Showing, Reporting):
    """An immutable table of what an action found; one class per action adds what is its own."""

    def __init__(self, table: ActionRows) -> None:
        self._table = table

    def __len__(self) -> int:
        return len(self._table)

    def __repr__(self) -> str:
        return "\n".join(rows.lines(self._table, type(self).__name__))

    def _shown(self) -> Shown:
        return rows.shown(self._table, type(self).__name__)

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns.

        Examples
        --------
        >>> import numpy as np
        >>> from journeymine.actions.rows import ActionRows
        >>> result = ActionResult(ActionRows({"step": np.array(["ad"]), "n": np.array([3])}, ("of 5",), {"goal": "x"}))
        >>> result.columns
        ('step', 'n')
        """
        return tuple(self._table.columns)

    @property
    def info(self) -> dict[str, Any]:
        """What was asked (all options), and over how many.

        Examples
        --------
        >>> import numpy as np
        >>> from journeymine.actions.rows import ActionRows
        >>> result = ActionResult(ActionRows({"step": np.array(["ad"]), "n": np.array([3])}, ("of 5",), {"goal": "x"}))
        >>> result.info
        {'goal': 'x'}
        """
        return dict(self._table.info)

    @property
    def notes(self) -> tuple[str, ...]:
        """What was counted, out of how many and under which design, a sentence each.

        Examples
        --------
        >>> import numpy as np
        >>> from journeymine.actions.rows import ActionRows
        >>> result = ActionResult(ActionRows({"step": np.array(["ad"]), "n": np.array([3])}, ("of 5",), {"goal": "x"}))
        >>> result.notes
        ('of 5',)
        """
        return self._table.notes

    def to_pandas(self) -> "pd.DataFrame":
        """A pandas frame, whose ``attrs["notes"]`` are the words over the table.

        Returns
        -------
        A frame of one row a row of the table.

        Examples
        --------
        >>> import numpy as np
        >>> from journeymine.actions.rows import ActionRows
        >>> result = ActionResult(ActionRows({"step": np.array(["ad"]), "n": np.array([3])}, ("of 5",), {"goal": "x"}))
        >>> result.to_pandas()
          step  n
        0   ad  3
        """
        import pandas as pd

        columns = {name: pd.Series(column.copy()) for name, column in self._table.columns.items()}
        frame = pd.DataFrame(columns)
        frame.attrs["notes"] = list(self.notes)
        return frame

    def to_arrow(self) -> "pa.Table":
        """An Arrow table; missing numbers are null, a pattern that holds sets is a list of lists of names.

        Returns
        -------
        A table of one row a row of the table.

        Examples
        --------
        >>> import numpy as np
        >>> from journeymine.actions.rows import ActionRows
        >>> result = ActionResult(ActionRows({"step": np.array(["ad"]), "n": np.array([3])}, ("of 5",), {"goal": "x"}))
        >>> result.to_arrow().to_pylist()
        [{'step': 'ad', 'n': 3}]
        """
        import pyarrow as pa

        return pa.table(
            {name: pa.array(rows.regular(column), from_pandas=True) for name, column in self._table.columns.items()}
        )

    def to_dict(self) -> dict[str, Any]:
        """Everything as text, numbers, lists and dicts, fit for JSON.

        Returns
        -------
        A dict of `result` (the name of the class), `notes`, `info` and `rows`, a dict each.

        Examples
        --------
        >>> import numpy as np
        >>> from journeymine.actions.rows import ActionRows
        >>> result = ActionResult(ActionRows({"step": np.array(["ad"]), "n": np.array([3])}, ("of 5",), {"goal": "x"}))
        >>> result.to_dict()["rows"]
        [{'step': 'ad', 'n': 3}]
        """
        return {
            "result": type(self).__name__,
            "notes": list(self.notes),
            "info": self.info,
            "rows": rows.records(self._table),
        }
