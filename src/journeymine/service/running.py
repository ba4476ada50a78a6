"""One request, executed."""

import time
from collections.abc import Mapping
from typing import Any

from journeymine.api import EventLog, Journeys, JourneyStore, mine_contrast, protect
from journeymine.errors import OptionError
from journeymine.options import bad_option
from journeymine.service.answers import as_answer
from journeymine.service.deadline import within
from journeymine.service.limits import Limits, read_limits
from journeymine.service.requests import DESIGNS, needs_pydantic, read_request
from journeymine.service.verbs import VERBS, Verb
from journeymine.version import __version__

_WHERE = "run"


def run(
    request: Mapping[str, Any] | str | bytes,
    source: EventLog | Journeys | JourneyStore,
    *,
    limits: Limits | Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Execute one request, as `schema` describes it, and give the answer as JSON has it.

    Every call stands for itself: nothing is kept between two of them, and any number of threads may ask at once.
    Answers never hold customer ids.

    Parameters
    ----------
    request
        ``{"verb": "mine_sequences", "options": {"min_support": 0.05}, "journeys": {"session_gap": "30min"},
        "columns": ["pattern", "support"], "sort_by": "support", "rows": 20}`` as a dict or as JSON; `verb` and the
        options it needs must be there.
    source
        What is asked: a log, journeys that are made already, or a store.
    limits
        `Limits`, or a dict of them: what a request may take and tell, whatever it asks.

    Returns
    -------
    ``{"verb", "version", "seconds", "n_rows", "truncated", "result"}``: how many rows there are, of which `result`
    holds the first, and whether a search was cut short.

    Raises
    ------
    OptionError
        The request is none, or asks what cannot be; the message says what, and may be shown to who asked.
    CapacityError
        It would take more than `limits` allow.
    JourneymineError
        Whatever the verb itself raises.
    MissingExtraError
        The package pydantic is not installed.

    Examples
    --------
    >>> import journeymine as jm
    >>> log = jm.read_events({"who": [1, 1, 2, 2], "what": ["search", "pay", "search", "pay"], "when": [1, 2, 1, 3]},
    ...                      customer="who", event="what", time="when")
    >>> request = {"verb": "mine_sequences", "options": {"min_support": 2, "min_length": 2},
    ...            "columns": ["pattern", "n_journeys"]}
    >>> answer = jm.run(request, log, limits={"max_events": 1000, "time_limit": 60})
    >>> answer["result"]["rows"]
    [{'pattern': [['search'], ['pay']], 'n_journeys': 2}]
    """
    needs_pydantic()
    allowed = read_limits(limits)
    asked = read_request(request).model_dump()
    verb = VERBS[asked["verb"]]
    started = time.perf_counter()
    told = within(allowed.time_limit, lambda: _answered(asked, verb, source, allowed))
    seconds = round(time.perf_counter() - started, 3)
    return {"verb": asked["verb"], "version": __version__, "seconds": seconds, **told}


def _answered(asked: dict[str, Any], verb: Verb, source: Any, limits: Limits) -> dict[str, Any]:
    subject = _subject(asked, verb, source, limits)
    options = {name: _of_python(name, value) for name, value in asked["options"].items()}
    if verb.call is mine_contrast and isinstance(options["outcome"], list):
        # A list would be labels.
        options["outcome"] = set(options["outcome"])
    if verb.searches:
        options = limits.narrowed(options)
    result = verb.call(subject, **options)
    if verb.part is not None:
        result = getattr(result, verb.part)()
    if limits.k is not None:
        result = protect(result, limits.k)
    return as_answer(result, asked["columns"], asked["sort_by"], min(asked["rows"], limits.max_rows))


def _subject(asked: dict[str, Any], verb: Verb, source: Any, limits: Limits) -> Any:
    """What the verb is asked of: the log, or journeys made from it as the request says."""
    if not isinstance(source, EventLog | Journeys | JourneyStore):
        raise bad_option("source", _WHERE, "an EventLog, Journeys or a JourneyStore", source)
    n_events = source.coded.n_events if isinstance(source, Journeys) else len(source)
    limits.check_events(n_events)
    if verb.subject != "journeys":
        if isinstance(source, Journeys):
            message = (
                f"`{asked['verb']}` is asked of a log or a store, and the source is Journeys; pass what they came of."
            )
            raise OptionError(message)
        log = source.events() if isinstance(source, JourneyStore) else source
        return log.counts(**asked["counts"]) if verb.subject == "counts" else log
    cut = asked["journeys"]
    if isinstance(source, Journeys):
        if cut is not None:
            message = "`journeys` of a request says how a log is cut, and the source is Journeys already; leave it out."
            raise OptionError(message)
        return source
    return source.journeys(**{**(cut or {}), "n_jobs": limits.n_jobs})


def _of_python(name: str, value: Any) -> Any:
    """What JSON has no word for: sets and designs."""
    if name == "design" and value is not None:
        rest = {key: one for key, one in value.items() if key != "name"}
        return DESIGNS[value["name"]](**rest)
    if name == "contains" and isinstance(value, list):
        return [frozenset(one) if isinstance(one, list) else one for one in value]
    if name == "query" and isinstance(value, list):
        return [tuple(one) if isinstance(one, list) else one for one in value]
    return value
