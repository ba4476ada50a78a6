"""What was done to a log, to be read, kept and done to another."""

from pathlib import Path
from typing import TYPE_CHECKING

from journeymine.errors import InputError
from journeymine.journeys.cleaning import replay
from journeymine.journeys.cleaning.stepping import told
from journeymine.showing import Showing
from journeymine.sources.recipe import Step, fingerprint

if TYPE_CHECKING:
    from os import PathLike

    from journeymine.api.event_log import EventLog


class Recipe(Showing):
    """Cleaning steps in their order, without the data they were done to; made by `EventLog.recipe`.

    It prints as the calls it stands for. Two are equal where they hold the same steps, whatever log they come from.

    Examples
    --------
    >>> import journeymine as jm
    >>> log = jm.read_events({"who": [1, 1], "what": ["pay_1", "pay_2"], "when": [1, 9]},
    ...                      customer="who", event="what", time="when")
    >>> recipe = log.rename({"pay_.*": "pay"}).clip(end=5).recipe()
    >>> recipe
    Recipe 6bd130b0fa69 of 2 steps
    1. rename(rules=[['pay_.*', 'pay']])
    2. clip(end=5)
    >>> recipe.apply(log).to_pandas()["what"].tolist()
    ['pay']
    """

    def __init__(self, steps: tuple[Step, ...] = ()) -> None:
        # Only what was asked for; what it did belongs to the log it was done to.
        self._steps = tuple(Step(one.name, one.options, one.version) for one in steps)

    def __len__(self) -> int:
        return len(self._steps)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Recipe) and self.fingerprint == other.fingerprint

    def __hash__(self) -> int:
        return hash(self.fingerprint)

    def __repr__(self) -> str:
        count = f"{len(self)} step{'' if len(self) == 1 else 's'}"
        calls = [f"{number}. {step.name}({told(step.options)})" for number, step in enumerate(self._steps, 1)]
        return "\n".join([f"Recipe {self.fingerprint[:12]} of {count}", *calls])

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps: name, options and version each.

        Examples
        --------
        >>> import journeymine as jm
        >>> jm.Recipe().steps
        ()
        """
        return self._steps

    @property
    def fingerprint(self) -> str:
        """SHA-256 of steps, options and versions, in 64 hexadecimal digits; in ``info["recipe"]`` of every result.

        Examples
        --------
        >>> import journeymine as jm
        >>> len(jm.Recipe().fingerprint)
        64
        """
        return fingerprint(self._steps)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that the steps name: what a log has to carry beside customer, event and time.

        Examples
        --------
        >>> import journeymine as jm
        >>> log = jm.read_events({"who": [1], "what": ["a"], "when": [1], "status": ["ok"]},
        ...                      customer="who", event="what", time="when", extra=["status"])
        >>> log.where({"status": "ok"}).recipe().columns
        ('status',)
        """
        return tuple(replay.columns(self._steps))

    def apply(self, log: "EventLog") -> "EventLog":
        """The steps done to another log, after those done to it before.

        Parameters
        ----------
        log
            The log, which stays as it is.

        Returns
        -------
        A new `EventLog`.

        Raises
        ------
        JourneymineError
            Whatever a step raises where the log cannot take it, such as a column that is not there; and an
            `InputError` for a step that needs more than a recipe holds.

        Examples
        --------
        >>> import journeymine as jm
        >>> log = jm.read_events({"who": [1], "what": ["a"], "when": [1]}, customer="who", event="what", time="when")
        >>> len(jm.Recipe().apply(log))
        1
        """
        return log.apply(self)

    def to_json(self) -> str:
        """The recipe as JSON text, for files and services.

        Examples
        --------
        >>> import journeymine as jm
        >>> jm.Recipe.from_json(jm.Recipe().to_json()) == jm.Recipe()
        True
        """
        return replay.to_json(self._steps)

    @classmethod
    def from_json(cls, text: str) -> "Recipe":
        """The recipe in JSON text.

        Parameters
        ----------
        text
            What `to_json` gave.

        Returns
        -------
        A `Recipe`.

        Raises
        ------
        InputError
            The text holds none, or a version or option that this journeymine does not know.

        Examples
        --------
        >>> import journeymine as jm
        >>> len(jm.Recipe.from_json('{"format": "journeymine-recipe", "version": 1, "steps": []}'))
        0
        """
        return cls(replay.from_json(text))

    def save(self, path: "str | PathLike[str]") -> None:
        """Write the recipe to a JSON file.

        Parameters
        ----------
        path
            Where to.

        Raises
        ------
        OSError
            The file cannot be written.

        Examples
        --------
        >>> import journeymine as jm
        >>> from pathlib import Path
        >>> from tempfile import mkdtemp
        >>> file = Path(mkdtemp()) / "recipe.json"
        >>> jm.Recipe().save(file)
        >>> jm.Recipe.load(file) == jm.Recipe()
        True
        """
        Path(path).write_text(self.to_json() + "\n", encoding="utf-8")

    @classmethod
    def load(cls, path: "str | PathLike[str]") -> "Recipe":
        """Read the recipe that `save` wrote.

        Parameters
        ----------
        path
            The file.

        Returns
        -------
        A `Recipe`.

        Raises
        ------
        InputError
            There is no such file, or it holds no recipe.

        Examples
        --------
        >>> import journeymine as jm
        >>> jm.Recipe.load("no-such-file.json")
        Traceback (most recent call last):
        journeymine.errors.InputError: There is no file 'no-such-file.json'; a recipe is written by Recipe.save.
        """
        try:
            text = Path(path).read_text(encoding="utf-8")
        except FileNotFoundError:
            message = f"There is no file {str(path)!r}; a recipe is written by Recipe.save."
            raise InputError(message) from None
        except UnicodeDecodeError:
            message = f"The file {str(path)!r} is no text; a recipe is written by Recipe.save."
            raise InputError(message) from None
        return cls(replay.from_json(text, f"The file {str(path)!r}"))
