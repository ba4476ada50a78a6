"""What a request looks like: a model a verb, made from the verb's own signature and docstring."""

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, Literal, Union

from journeymine.api import EventLog
from journeymine.errors import MissingExtraError, OptionError
from journeymine.journeys.designs import Landmark, UntilOutcome, WholeJourney, told
from journeymine.options import near_miss
from journeymine.service import docstrings
from journeymine.service.json_types import fields
from journeymine.service.verbs import VERBS, Verb

if TYPE_CHECKING:
    from pydantic import BaseModel, TypeAdapter, ValidationError

DESIGNS = {"WholeJourney": WholeJourney, "UntilOutcome": UntilOutcome, "Landmark": Landmark}
#: Rows of an answer where nobody says.
ROWS = 100


def needs_pydantic() -> None:
    """Say how to get pydantic where it is not installed.

    Raises
    ------
    MissingExtraError
        It is not.
    """
    try:
        import pydantic  # noqa: F401
    except ImportError:
        message = (
            "Requests are checked by the package pydantic, which is not installed; install it with "
            "`pip install 'journeymine[service]'`."
        )
        raise MissingExtraError(message) from None


def read_request(given: Mapping[str, Any] | str | bytes) -> "BaseModel":
    """A request, checked; what its options say together is for the verb to judge.

    Raises
    ------
    OptionError
        It is no JSON, names no verb, or an option that is not there or has another type; with a near miss.
    """
    from pydantic import ValidationError

    requests = request_type()
    try:
        if isinstance(given, str | bytes):
            return requests.validate_json(given, strict=True)  # type: ignore[no-any-return]
        return requests.validate_python(dict(given), strict=True)  # type: ignore[no-any-return]
    except (TypeError, ValueError) as error:
        if not isinstance(error, ValidationError):
            message = f"A request must be a JSON object, as text or as a dict; got {type(given).__name__}."
            raise OptionError(message) from None
        raise OptionError(_sentence(error, given)) from None


@cache
def request_type() -> "TypeAdapter[Any]":
    """The type of all requests, told apart by `verb`."""
    from pydantic import Field, TypeAdapter

    models = tuple(_request(name, verb) for name, verb in VERBS.items())
    every: Any = Annotated[Union[models], Field(discriminator="verb")]  # noqa: UP007 - made at run time
    return TypeAdapter(every)


def _request(name: str, verb: Verb) -> "type[BaseModel]":
    from pydantic import Field

    options = _options(f"{name} options", verb.call)
    parts: dict[str, Any] = {"verb": (Literal[name], ...)}
    required = any(field.is_required() for field in options.model_fields.values())
    about = "What is asked of it."
    parts["options"] = (options, Field(... if required else options(), description=about))
    if verb.subject == "journeys":
        journeys = _options("journeys options", EventLog.journeys)
        parts["journeys"] = (journeys | None, Field(None, description="How journeys are cut from the log."))
    if verb.subject == "counts":
        counts = _options("counts options", EventLog.counts)
        parts["counts"] = (counts, Field(description="What is counted, and by what periods."))
    parts["columns"] = (list[str] | None, Field(None, description="Which columns, in which order; all by default."))
    parts["sort_by"] = (str | None, Field(None, description="The column that orders the rows."))
    parts["rows"] = (int, Field(ROWS, ge=0, description="The most rows of the answer."))
    return _model(f"{name} request", parts, docstrings.first_sentence(verb.call))


@cache
def _options(title: str, call: Any) -> "type[BaseModel]":
    from pydantic import Field

    words = docstrings.options(call)
    parts: dict[str, Any] = {}
    for name, (kind, default) in fields(call).items():
        spelled = kind if name != "design" else _designs() if default is not None else _designs() | None
        value = default if name != "design" else _designs_default(default)
        parts[name] = (spelled, Field(value, description=words.get(name)))
    return _model(title, parts, docstrings.first_sentence(call))


@cache
def _designs() -> Any:
    from pydantic import Field

    length = str | int | float
    parts: dict[str, dict[str, Any]] = {
        "WholeJourney": {},
        "UntilOutcome": {},
        "Landmark": {"at": (length, ...), "horizon": (length | None, None)},
    }
    models = tuple(
        _model(name, {"name": (Literal[name], ...), **parts[name]}, docstrings.first_sentence(DESIGNS[name]))
        for name in DESIGNS
    )
    return Annotated[Union[models], Field(discriminator="name")]  # noqa: UP007 - made at run time


def _designs_default(default: Any) -> Any:
    from pydantic import TypeAdapter

    return default if default in {None, ...} else TypeAdapter(_designs()).validate_python(told(default))


def _model(title: str, parts: dict[str, Any], about: str) -> "type[BaseModel]":
    from pydantic import ConfigDict, create_model

    name = "".join(word.capitalize() for word in title.replace("_", " ").split()) if " " in title else title
    made: type[BaseModel] = create_model(
        name, __config__=ConfigDict(extra="forbid", frozen=True, title=title), __doc__=about, **parts
    )
    return made


def _sentence(error: "ValidationError", given: Any) -> str:
    """The first fault in one sentence: where, what, and the name that was perhaps meant."""
    first = error.errors(include_url=False)[0]
    place = [str(one) for one in first["loc"]]
    verb = place[0] if place and place[0] in VERBS else None
    where = ".".join(place[1:] if verb else place)
    if first["type"] == "extra_forbidden":
        known = _known(verb, place[1:-1])
        return f"A request of `{verb}` has no {where!r}.{near_miss(place[-1], known)}"
    if first["type"].startswith("union_tag"):
        asked = given.get("verb") if isinstance(given, Mapping) else None
        return f"`verb` of a request must be one of {', '.join(VERBS)}; got {asked!r}.{near_miss(asked, VERBS)}"
    shown = repr(first.get("input"))
    shown = shown if len(shown) <= 60 else shown[:57] + "..."
    of = f"a request of `{verb}`" if verb else "a request"
    return f"`{where or 'request'}` of {of}: {first['msg']}; got {shown}."


def _known(verb: str | None, path: list[str]) -> list[str]:
    if verb is None:
        return []
    fields_there = _request(verb, VERBS[verb]).model_fields
    if path and path[0] == "options":
        return list(fields(VERBS[verb].call))
    made_by: dict[str, Any] = {"journeys": EventLog.journeys, "counts": EventLog.counts}
    return list(fields(made_by[path[0]])) if path and path[0] in made_by else list(fields_there)
