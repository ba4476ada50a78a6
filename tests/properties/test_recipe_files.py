"""Whatever stands in a file of a recipe, it is done, or refused in words of ours."""

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

import journeymine as jm
from journeymine.journeys.cleaning.replay import COLUMN_OPTIONS, STEPS

LOG = jm.read_events(
    {"who": ["a", "b"], "what": ["x", "y"], "when": [1, 2], "url": ["/a", None], "n": [1, 2]},
    customer="who",
    event="what",
    time="when",
    extra=["url", "n"],
)
WORDS = st.sampled_from(
    ["who", "what", "when", "url", "n", "x", "> 1", "(", r"\1", "not", "1h", "-1h", "2s", "", "left"]
)
PLAIN = st.one_of(st.none(), st.booleans(), st.integers(-3, 3), st.floats(allow_nan=False), WORDS)
VALUES = st.recursive(
    PLAIN, lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(WORDS, inner, max_size=2)), max_leaves=6
)
OPTIONS = st.sampled_from(
    [
        *(*COLUMN_OPTIONS, "rules", "within", "start", "end", "by", "source", "hierarchy", "levels", "prefix", "edges"),
        *("per_minute", "known", "kinds", "person", "max_depth", "rule", "confirmed", "ids_as"),
    ]
)


@st.composite
def steps(draw: Any) -> dict[str, Any]:
    """A step whose options are mostly its own."""
    import inspect

    name = draw(st.sampled_from([*STEPS, "drop"]))
    own = list(inspect.signature(STEPS[name]).parameters)[1:] if name in STEPS else []
    options = draw(st.dictionaries(st.sampled_from(own) if own else OPTIONS, VALUES, max_size=4))
    options |= draw(st.dictionaries(OPTIONS, VALUES, max_size=1)) if draw(st.integers(0, 5)) == 0 else {}
    return {"step": name, "version": draw(st.sampled_from([1, 1, 1, 2, None])), "options": options}


@settings(max_examples=150, deadline=None)
@given(st.lists(steps(), max_size=2))
def test_a_recipe_is_done_or_refused(told: list[dict[str, Any]]) -> None:
    text = json.dumps({"format": "journeymine-recipe", "version": 1, "steps": told})
    try:
        recipe = jm.Recipe.from_json(text)
        assert jm.Recipe.from_json(recipe.to_json()) == recipe
        assert all(isinstance(name, str) for name in recipe.columns)
        cleaned = LOG.apply(recipe)
    except jm.errors.JourneymineError:
        pass
    else:
        assert 0 < len(cleaned) <= len(LOG)
        assert cleaned.recipe().apply(LOG).to_arrow().equals(cleaned.to_arrow())
