"""Everything journeymine raises on purpose, by cause.

Every error is one sentence that names the option, column or row, shows the value, and says the cure.
"""

import re

_LONGEST = 2_000
_USER_AND_PASSWORD = re.compile(r"://[^\s/]*@")


class JourneymineError(Exception):
    """Base of every error raised on purpose.

    An address in the wrong place, as a zone or a column, is shown like any other value: whatever a message shows, user
    and password are not part of it. A message that shows names of megabytes keeps its beginning and its end.

    Examples
    --------
    >>> JourneymineError("There is no column 'postgresql://ann:s3cret@db/shop'.")
    JourneymineError("There is no column 'postgresql://***@db/shop'.")
    >>> len(str(JourneymineError(f"There is no event {'x' * 1_000_000!r}.")))
    2000
    """

    def __init__(self, *args: object) -> None:
        super().__init__(*(_told(one) if isinstance(one, str) else one for one in args))


def _told(message: str) -> str:
    """Without secrets, and short enough to be read."""
    message = _USER_AND_PASSWORD.sub("://***@", message)
    half = _LONGEST // 2
    return message if len(message) <= _LONGEST else f"{message[:half]} … {message[3 - half :]}"


class OptionError(JourneymineError, ValueError):
    """An option has a value it cannot have, or two options do not go together."""


class InputError(JourneymineError, ValueError):
    """The data cannot be read as asked: a file, a column, a row."""


class MissingColumnError(InputError):
    """A column that was asked for is not there.

    Attributes
    ----------
    column
        Its name, where the reader that missed it says it.
    """

    def __init__(self, message: str = "", column: str | None = None) -> None:
        super().__init__(message)
        self.column = column


class EmptyLogError(InputError):
    """There is not a single event to work on."""


class UnknownEventError(InputError):
    """An event name that does not occur in the vocabulary."""


class CapacityError(JourneymineError, OverflowError):
    """More distinct names, events or rows than the format can hold, or journeys that `memory_limit` has no room for."""


class EngineError(JourneymineError, ValueError):
    """The engine named cannot do what is asked."""


class MissingJourneysError(JourneymineError, ValueError):
    """A result was loaded from a file and needs ``journeys=`` for what is asked."""


class MissingExtraError(JourneymineError, ImportError):
    """An optional package is not installed."""
