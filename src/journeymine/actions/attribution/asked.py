"""What an attribution is asked for, checked once."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from journeymine.errors import InputError
from journeymine.journeys.coded import CodedJourneys
from journeymine.journeys.event_names import chosen_names
from journeymine.journeys.vocabulary import Name
from journeymine.options import bad_option, choice, clash, duration, duration_text, flag, seed, whole_number

WHERE = "attribution"
METHODS = ("first", "last", "linear", "u_shaped", "time_decay", "markov", "shapley")
WORTHS = ("conversions", "rate")
#: Fewer draws give no 2.5 % point.
LEAST_DRAWS = 50
MOST_ORDER = 3


@dataclass(frozen=True)
class Asked:
    """The options of an attribution.

    Attributes
    ----------
    goals, channels
        Names of events.
    methods
        Each once, in the order asked for.
    within, half_life
        In the log's unit, exact; None where not asked for.
    order, worth, n_permutations
        As of `EventLog.attribution`; `n_permutations` is None where Shapley's values are exact if they can be.
    collapse_repeats, restart, n_bootstrap
        As of `EventLog.attribution`.
    seed
        Of all draws.
    told
        All of them as text, numbers and lists.
    """

    goals: tuple[Name, ...]
    channels: tuple[Name, ...]
    methods: tuple[str, ...]
    within: Fraction | None
    half_life: Fraction | None
    order: int
    worth: str
    n_permutations: int | None
    collapse_repeats: bool
    restart: bool
    n_bootstrap: int
    seed: int
    told: Mapping[str, Any]


def read_asked(coded: CodedJourneys, options: Mapping[str, Any]) -> Asked:
    """Check the options of `EventLog.attribution`, those about values and multiplicities aside.

    Raises
    ------
    OptionError
        One cannot be what it is, or two do not go together.
    UnknownEventError
        A goal or channel is no event, with a near miss.
    InputError
        Nothing is left to be a channel.
    """
    names = coded.vocabulary.names()
    goals = chosen_names(names, options["goal"], "goal", WHERE)
    channels = _channels(names, goals, options["channels"])
    methods = _methods(options["method"])
    for option, method in (("half_life", "time_decay"), ("order", "markov"), ("worth", "shapley")):
        if options[option] is not None and method not in methods:
            raise clash(option, f"method={options['method']!r}", WHERE, f"it is for {method!r} only; leave it out")
    within, half_life = (
        None if options[name] is None else duration(options[name], name, WHERE, coded.time_unit)
        for name in ("within", "half_life")
    )
    if "time_decay" in methods and not half_life:
        must = "a duration above 0 such as '7d', after which a touch counts half, for method 'time_decay'"
        raise bad_option("half_life", WHERE, must, options["half_life"])
    worth, sampled = _shapley(options, methods)
    order = 1 if options["order"] is None else whole_number(options["order"], "order", WHERE)
    if order > MOST_ORDER:
        raise bad_option("order", WHERE, f"1, 2 or {MOST_ORDER}", order)
    drawn = seed(options["random_state"], WHERE)
    asked = Asked(
        goals=tuple(goals),
        channels=tuple(channels),
        methods=methods,
        within=within,
        half_life=half_life,
        order=order,
        worth=worth,
        n_permutations=sampled,
        collapse_repeats=flag(options["collapse_repeats"], "collapse_repeats", WHERE),
        restart=flag(options["restart"], "restart", WHERE),
        n_bootstrap=_draws(options["n_bootstrap"]),
        seed=drawn,
        told={},
    )
    return Asked(**{**asked.__dict__, "told": _told(asked, options)})


def _methods(given: Any) -> tuple[str, ...]:
    listed = list(given) if isinstance(given, list | tuple) else [given]
    if not listed or len({str(one) for one in listed}) < len(listed):
        raise bad_option("method", WHERE, f"one or several, each once, of {', '.join(map(repr, METHODS))}", given)
    return tuple(choice(one, "method", WHERE, METHODS) for one in listed)


def _channels(names: list[Name], goals: list[Name], given: Any) -> list[Name]:
    if given is None:
        chosen = [name for name in names if name not in goals]
    else:
        chosen = chosen_names(names, given, "channels", WHERE)
        both = [name for name in chosen if name in goals]
        if both:
            raise clash("channels", "goal", WHERE, f"{both[0]!r} is in both; a goal is no channel on the way to it")
    if not chosen:
        message = f"`goal` of {WHERE} takes all events there are, which leaves none to be a channel."
        raise InputError(message)
    return chosen


def _shapley(options: Mapping[str, Any], methods: tuple[str, ...]) -> tuple[str, int | None]:
    worth = "conversions" if options["worth"] is None else choice(options["worth"], "worth", WHERE, WORTHS)
    given = options["n_permutations"]
    if given is None:
        return worth, None
    if worth != "rate" or "shapley" not in methods:
        why = "Shapley's values of conversions are exact for any number of channels; ask worth='rate', or leave it out"
        raise clash("n_permutations", f"worth={worth!r}", WHERE, why)
    return worth, whole_number(given, "n_permutations", WHERE, least=2)


def _draws(given: Any) -> int:
    draws = whole_number(given, "n_bootstrap", WHERE, least=0)
    if 0 < draws < LEAST_DRAWS:
        raise bad_option("n_bootstrap", WHERE, f"0, or a whole number ≥ {LEAST_DRAWS}", given)
    return draws


def _told(asked: Asked, options: Mapping[str, Any]) -> dict[str, Any]:
    value = options["value"]
    return {
        "design": "observational",
        "goal": list(asked.goals),
        "method": list(asked.methods),
        "channels": None if options["channels"] is None else list(asked.channels),
        "within": duration_text(options["within"]),
        "value": value if value is None or isinstance(value, str) else "one a journey",
        "half_life": duration_text(options["half_life"]),
        "order": asked.order if "markov" in asked.methods else None,
        "worth": asked.worth if "shapley" in asked.methods else None,
        "n_permutations": asked.n_permutations,
        "collapse_repeats": asked.collapse_repeats,
        "restart": asked.restart,
        "n_bootstrap": asked.n_bootstrap,
        "random_state": asked.seed,
    }
