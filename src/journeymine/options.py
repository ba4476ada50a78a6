"""Options declared once: what each may be, and the one sentence for a bad value."""

import difflib
import math
import os
import re
from collections.abc import Collection, Iterable
from datetime import timedelta
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from numbers import Integral, Real
from typing import Any

import numpy as np

from journeymine.errors import OptionError

_SECRETS = re.compile(r"://(?=.*[@?]).*", re.DOTALL)


class Anchor(Enum):
    """An end of a journey, for `starts_with` and `ends_with`: a pattern then begins or ends where its journey does."""

    START = "^"
    END = "$"

    def __repr__(self) -> str:
        return f"jm.{self.name}"

    def __str__(self) -> str:
        return repr(self)


START, END = Anchor.START, Anchor.END


def bad_option(name: str, where: str, must: str, got: object) -> OptionError:
    """The one sentence for a bad option.

    Parameters
    ----------
    name, where
        The option and the verb it belongs to.
    must
        What the option must be, continuing "must be …".
    got
        The value given; shown by `repr`, cut at 60 characters, an address without user and password.
    """
    return OptionError(f"`{name}` of {where} must be {must}; got {shown(got)}.")


def shown(value: object, most: int = 60) -> str:
    """A value in one line of at most so many characters, as `repr` shows it, without secrets.

    Examples
    --------
    >>> shown({"cart"}), shown([1] * 100, 12)
    ("{'cart'}", '[1, 1, 1,...')
    """
    try:
        # Frames, arrays and the like print in several lines.
        text = without_secrets(" ".join(line.strip() for line in repr(value).splitlines()))
    except RecursionError:
        return f"a {type(value).__name__} nested too deeply to show"
    return text if len(text) <= most else text[: most - 3] + "..."


def without_secrets(text: str) -> str:
    """A text with nothing behind ``://`` where an ``@`` or a ``?`` follows, for a password may stand before or behind.

    Examples
    --------
    >>> without_secrets("postgresql://ann:s3cret@db/shop"), without_secrets("https://example.org/log.csv")
    ('postgresql://***', 'https://example.org/log.csv')
    """
    return _SECRETS.sub("://***", text)


def clash(name: str, other: str, where: str, why: str) -> OptionError:
    """The one sentence for two options that do not go together.

    Parameters
    ----------
    name, other, where
        The options and the verb they belong to; `other` may say its value.
    why
        What keeps them apart, and the cure.
    """
    return OptionError(f"`{name}` of {where} does not go together with `{other}`: {why}.")


def near_miss(name: object, known: Iterable[object]) -> str:
    """A hint such as " Did you mean 'cart'?", or nothing where no known name is close."""
    spelled = {str(one): one for one in known}
    close = difflib.get_close_matches(str(name), spelled, n=1)
    return f" Did you mean {spelled[close[0]]!r}?" if close else ""


def choice(value: object, name: str, where: str, allowed: Collection[str]) -> str:
    """One of the names allowed."""
    if isinstance(value, str) and value in allowed:
        return value
    listed = ", ".join(repr(one) for one in allowed)
    raise bad_option(name, where, f"one of {listed}", value)


def flag(value: Any, name: str, where: str) -> bool:
    """True or False, or an `OptionError`."""
    if not isinstance(value, bool | np.bool_):
        raise bad_option(name, where, "True or False", value)
    return bool(value)


def whole_number(value: Any, name: str, where: str, *, least: int = 1) -> int:
    """An integer of at least `least`; booleans are refused."""
    if is_whole(value) and int(value) >= least:
        return int(value)
    raise bad_option(name, where, f"a whole number ≥ {least}", value)


def optional_whole_number(value: Any, name: str, where: str, *, least: int = 1) -> int | None:
    """A whole number of at least `least`, or None."""
    if value is None:
        return None
    if is_whole(value) and int(value) >= least:
        return int(value)
    raise bad_option(name, where, f"a whole number ≥ {least}, or None", value)


def share(value: Any, name: str, where: str) -> float:
    """A number in [0, 1]."""
    if is_real(value) and 0 <= value <= 1:
        return float(value)
    raise bad_option(name, where, "a number between 0 and 1", value)


def support_count(min_support: Any, n: int, where: str) -> int:
    """How many of `n` journeys `min_support` asks for.

    A float in (0, 1] is relative: the smallest integer ≥ x·n in exact arithmetic on the shortest decimal of x
    (0.28 of 25 is 7), at least 1. An integer ≥ 1 is a count.
    """
    if is_whole(min_support) and int(min_support) >= 1:
        return int(min_support)
    if is_real(min_support) and not is_whole(min_support) and 0 < min_support <= 1:
        # NumPy scalars print their own shortest decimal: float32(0.28) is 0.28, not 0.2800000011920929.
        return max(1, math.ceil(Fraction(str(min_support)) * n))
    raise bad_option("min_support", where, "a share in (0, 1] such as 0.01, or a count ≥ 1 such as 25", min_support)


def support_from_text(text: str, where: str) -> float | int:
    """What `min_support` says on a command line: ``0.01`` and ``1%`` are shares, ``25`` (no dot) is a count.

    Examples
    --------
    >>> support_from_text("1%", "mine"), support_from_text("0.01", "mine"), support_from_text("25", "mine")
    (0.01, 0.01, 25)
    """
    number = text.strip().removesuffix("%").rstrip()
    percent = number != text.strip()
    if re.fullmatch(r"[0-9]*\.?[0-9]+|[0-9]+\.", number):
        if percent or "." in number:
            # Decimal keeps 0.7% the decimal 0.007, which a float division by 100 would miss by one digit.
            value = float(Decimal(number) / (100 if percent else 1))
            if 0 < value <= 1:
                return value
        elif int(number) >= 1:
            return int(number)
    raise bad_option("min_support", where, "a share such as 0.01 or 1%, or a count such as 25", text)


def threads(n_jobs: Any, where: str) -> int:
    """How many threads `n_jobs` asks for: a whole number ≥ 1, or None (or -1, as scikit-learn has it) for all cores."""
    if n_jobs is None or (is_whole(n_jobs) and int(n_jobs) == -1):
        # A container may own fewer cores than the machine has.
        return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if is_whole(n_jobs) and int(n_jobs) >= 1:
        return min(int(n_jobs), _MOST_THREADS)
    raise bad_option("n_jobs", where, "a whole number ≥ 1, or None for all cores", n_jobs)


def duration(value: object, name: str, where: str, time_unit: str | None) -> Fraction:
    """A length of time in the log's own unit, exact.

    Parameters
    ----------
    value
        ``"30min"`` (units ms, s, min or m, h, d, w), a timedelta of Python, NumPy or pandas; a bare number only where
        the log's time is a plain order number.
    name, where
        The option and the verb it belongs to.
    time_unit
        The log's unit: ``"ns" | "us" | "ms" | "s"``, or None for plain order numbers.

    Raises
    ------
    OptionError
        A negative length, a unit unknown or without a fixed length (months, years), a bare number beside time stamps,
        a time beside order numbers.

    Examples
    --------
    >>> duration("30min", "session_gap", "journeys", "s")
    Fraction(1800, 1)
    """
    if time_unit is None:
        number = exact_number(value)
        if number is not None and number >= 0:
            return number
        raise bad_option(name, where, "a number ≥ 0, as the log's time is a plain order number", value)
    nanoseconds = _nanoseconds(value, name, where)
    if nanoseconds < 0:
        raise bad_option(name, where, "a duration ≥ 0", value)
    return nanoseconds / UNIT_NANOSECONDS[time_unit]


def memory_size(value: Any, name: str, where: str) -> int | None:
    """How many bytes a size such as ``"500MB"`` is; None for None. A kB has 1,000 bytes, a KiB 1,024.

    Examples
    --------
    >>> memory_size("1.5GB", "memory_limit", "mine_sequences"), memory_size("2MiB", "memory_limit", "mine_sequences")
    (1500000000, 2097152)
    """
    if value is None:
        return None
    if is_whole(value) and int(value) >= 1:
        return int(value)
    spelled = re.fullmatch(r"\s*([0-9]+(?:\.[0-9]+)?)\s*([A-Za-z]+)\s*", value) if isinstance(value, str) else None
    if spelled and spelled[2].lower() in _MEMORY_UNITS:
        size = math.floor(Fraction(spelled[1]) * _MEMORY_UNITS[spelled[2].lower()])
        if size >= 1:
            return size
    must = "a size such as '500MB' (units kB, MB, GB, KiB, MiB, GiB), a whole number of bytes ≥ 1, or None"
    raise bad_option(name, where, must, value)


def duration_text(value: Any) -> Any:
    """A length of time as it can stand in a file: text as given, a timedelta such as ``"90min"``; numbers stay.

    Examples
    --------
    >>> duration_text(timedelta(hours=36)), duration_text(" 30min"), duration_text(5), duration_text(None)
    ('36h', '30min', 5, None)
    """
    if isinstance(value, str):
        return value.strip()
    if not isinstance(value, timedelta | np.timedelta64):
        return value
    nanoseconds = _nanoseconds(value, "value", "duration_text")
    whole = (unit for unit in ("d", "h", "min", "s") if nanoseconds % _DURATION_UNITS[unit] == 0)
    unit = next(whole, "ms")
    return f"{float(nanoseconds / _DURATION_UNITS[unit]):.15g}{unit}"


def exact_number(value: Any) -> Fraction | None:
    """A finite number as it prints (0.1 is one tenth); None for anything else, booleans too."""
    # NumPy counts lengths of time among its integers.
    known = isinstance(value, int | float | np.integer | np.floating)
    if known and not isinstance(value, bool | np.timedelta64):
        return Fraction(str(value)) if math.isfinite(value) else None
    return None


UNIT_NANOSECONDS = {"ns": 1, "us": 10**3, "ms": 10**6, "s": 10**9}
_SECOND = 10**9
_DURATION_UNITS = {
    "ms": 10**6,
    "s": _SECOND,
    "m": 60 * _SECOND,
    "min": 60 * _SECOND,
    "h": 3600 * _SECOND,
    "d": 86400 * _SECOND,
    "w": 7 * 86400 * _SECOND,
}
_NUMPY_UNITS = {
    unit: size * 10**9
    for unit, size in {
        "W": Fraction(7 * 86400),
        "D": Fraction(86400),
        "h": Fraction(3600),
        "m": Fraction(60),
        **{prefix + "s": Fraction(1, 1000**power) for power, prefix in enumerate(("", "m", "u", "n", "p", "f", "a"))},
    }.items()
}
_MEMORY_UNITS = {"kb": 10**3, "mb": 10**6, "gb": 10**9, "kib": 2**10, "mib": 2**20, "gib": 2**30}
_CALENDAR = "; months and years have no fixed length, say it in days, such as '30d' or '365d'"
# More than any machine has, and still a number for the core.
_MOST_THREADS = 2**16


def _nanoseconds(value: object, name: str, where: str) -> Fraction:
    """A duration in nanoseconds."""
    must = "a duration such as '30min' (units ms, s, min, h, d, w), or a timedelta"
    if isinstance(value, timedelta):
        microseconds = (value.days * 86400 + value.seconds) * 10**6 + value.microseconds
        # pandas' Timedelta is a timedelta that knows nanoseconds as well.
        return Fraction(microseconds * 1000 + getattr(value, "nanoseconds", 0))
    if isinstance(value, np.timedelta64):
        unit, count = np.datetime_data(value)
        if unit in _NUMPY_UNITS and not np.isnat(value):
            # Not by way of timedelta64[ns], which overflows in silence.
            return int(value.astype(np.int64)) * count * _NUMPY_UNITS[unit]
        if unit in {"M", "Y"}:
            must += _CALENDAR
    elif isinstance(value, str):
        spelled = re.fullmatch(r"\s*([0-9]+(?:\.[0-9]+)?)\s*([A-Za-z]+)\s*", value)
        unit = spelled[2] if spelled else ""
        if spelled and unit.lower() in _DURATION_UNITS and unit != "M":
            return Fraction(spelled[1]) * _DURATION_UNITS[unit.lower()]
        if unit == "M" or unit.lower() in {"mo", "mon", "month", "months", "y", "yr", "year", "years"}:
            must += _CALENDAR
    elif is_real(value):
        must += "; a bare number has no unit, and the log's time is a clock"
    raise bad_option(name, where, must, value)


def seed(random_state: Any, where: str) -> int:
    """A seed below 2^63 from an integer ≥ 0, a NumPy generator (drawn from it), or None (another one each time)."""
    if is_whole(random_state) and int(random_state) >= 0:
        return int(random_state) % 2**63
    if random_state is None:
        # Loaded here, for it loads much.
        import secrets

        return secrets.randbits(63)
    if hasattr(random_state, "integers"):
        return int(random_state.integers(2**63))
    if hasattr(random_state, "randint"):
        return int(random_state.randint(2**31))
    raise bad_option("random_state", where, "a whole number ≥ 0, a NumPy generator, or None", random_state)


def is_whole(value: object) -> bool:
    """Whether it is an integer; booleans are none, nor are NumPy's lengths of time, which say they are."""
    return isinstance(value, Integral) and not isinstance(value, bool | np.bool_ | np.timedelta64)


def is_real(value: object) -> bool:
    """Whether it is a real number, booleans and lengths of time aside."""
    return isinstance(value, Real) and not isinstance(value, bool | np.bool_ | np.timedelta64)
