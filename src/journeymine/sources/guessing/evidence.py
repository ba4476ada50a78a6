"""Why a column is proposed, in the few words that stand behind it; never a value of it."""

from journeymine.sources.guessing.looks import Look


def of_customer(look: Look) -> str:
    """How many there are, and how often each comes.

    Examples
    --------
    >>> from journeymine.sources.guessing.looks import looked
    >>> of_customer(looked("who", ["a", "a", "b", None], typed=True))
    '2 different in 3 rows; 1 of 4 missing (25.0 %)'
    """
    alone = "; each in one row: journeys of a single event" if look.distinct == look.present > 1 else ""
    return f"{_different(look)} in {_count(look.present, 'row')}{alone}{_missing(look)}"


def of_event(look: Look, several: float | None = None) -> str:
    """How many there are, and whether customers have several.

    Parameters
    ----------
    look
        The column.
    several
        The share of the customers with more than one row who have more than one event, if it was counted.
    """
    told = "" if several is None else f"; {100 * several:.0f} % of the customers with several rows have several"
    return f"{_different(look)}{told}{_missing(look)}"


def of_time(look: Look) -> str:
    """From when to when, in what unit and zone."""
    time = look.time
    if time is None:
        return f"{'times of day' if look.is_clock else 'as the preset says'}{_missing(look)}"
    kind = "days" if not time.clock else "times"
    if time.unit is not None:
        zone = f", numbers that count {time.unit} since 1970"
    else:
        zone = ", each with its zone" if time.zoned else "" if not time.clock else ", without a zone"
    return f"{kind} from {time.first} to {time.last}{zone}{_missing(look)}"


def of_value(look: Look) -> str:
    """That it holds numbers."""
    return f"{look.kind}, {_different(look)}{_missing(look)}"


def of_text(look: Look) -> str:
    """How long the texts are."""
    return f"{look.words:.0f} words on average, {_different(look)}{_missing(look)}"


def _different(look: Look) -> str:
    return f"{look.distinct:,} different"


def _count(n: int, what: str) -> str:
    return f"{n:,} {what}{'' if n == 1 else 's'}"


def _missing(look: Look) -> str:
    share = 100 * look.missing / look.n
    return f"; {look.missing:,} of {look.n:,} missing ({share:.1f} %)" if look.missing else ""
