import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journeymine.errors import InputError, UnknownEventError
from journeymine.journeys.vocabulary import Vocabulary
from journeymine.patterns.names import Itemset, Pattern, Rule, coded, rows, shortened, written
from journeymine.patterns.parse import parse
from tests.unit.patterns.tables import itemsets, rules, sequences

NAMES = st.text(st.characters(codec="utf-8"), max_size=8) | st.sampled_from(
    ["→", "->", "=>", " a", "(x)", '"', "<b>", "\\"]
)


def test_patterns_print_as_the_specification_says() -> None:
    assert str(Pattern(("search", "cart"))) == "search → cart"
    assert str(Pattern((("app", "mail"), "call"))) == "(app & mail) → call"
    assert str(Itemset(("app", "mail"))) == "app & mail"
    assert str(Rule(Pattern(("a",)), Pattern(("b", "c")))) == "if a then b → c"
    assert str(Pattern((1, (2, 3)))) == "1 → (2 & 3)"


def test_a_pattern_is_a_plain_tuple_of_names() -> None:
    table = sequences([(["a", ("b", "c")], 3), (["d"], 1)])
    assert list(rows(table)) == [("a", ("b", "c")), ("d",)]
    assert list(rows(itemsets([(["a", "b"], 2)]))) == [("a", "b")]
    assert list(rows(rules([(["a"], ["b", ("c", "d")])]))) == [(("a",), ("b", ("c", "d")))]
    pattern = next(iter(rows(table)))
    assert pickle.loads(pickle.dumps(pattern)) == pattern
    assert str(pickle.loads(pickle.dumps(pattern))) == "a → (b & c)"


@pytest.mark.parametrize(
    ("name", "printed"),
    [
        ("plain name", "plain name"),
        ("check-out", "check-out"),
        ("a → b", '"a → b"'),
        ("a -> b", '"a -> b"'),
        ('say "x"', '"say \\"x\\""'),
        ("", '""'),
        (" pad ", '" pad "'),
        ("two\nlines", '"two\\nlines"'),
        ("bidi \u202e", '"bidi \\u202e"'),
        ("🛒", "🛒"),
        ("👩\u200d🚀", "👩\u200d🚀"),
        ("<script>", "<script>"),
    ],
)
def test_names_with_special_characters_are_quoted(name: str, printed: str) -> None:
    assert written(name) == printed


@given(st.lists(st.lists(NAMES, min_size=1, max_size=3, unique=True), min_size=1, max_size=4))
def test_printed_patterns_are_read_back(elements: list[list[str]]) -> None:
    pattern = Pattern(tuple(sorted(one)) if len(one) > 1 else one[0] for one in elements)
    vocabulary = Vocabulary.from_names(name for one in elements for name in one)
    assert parse(str(pattern), vocabulary) == pattern
    assert "\n" not in str(pattern)


@pytest.mark.parametrize(
    ("text", "pattern"),
    [
        ("a->b", ("a", "b")),
        ("  a  ->  b → c ", ("a", "b", "c")),
        ("(b & a) -> a", (("a", "b"), "a")),
        ("(a)", ("a",)),
        ("(a & a)", ("a",)),
        ('"a" -> "b"', ("a", "b")),
        ("two words -> x", ("two words", "x")),
    ],
)
def test_text_is_read(text: str, pattern: tuple[object, ...]) -> None:
    assert parse(text, Vocabulary.from_names(["a"])) == pattern


def test_integers_are_read_as_integers() -> None:
    assert parse("1 -> (3 & 2)", Vocabulary.from_names([1, 2, 3])) == (1, (2, 3))
    assert parse("1 -> 2", Vocabulary.from_names(["1", "2"])) == ("1", "2")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a ->",
        "-> a",
        "a => b",
        "(a",
        "(a & ",
        "a & b",
        "a b)",
        '"a',
        "a -> -> b",
        "[a|b]",
        "()",
        '"\\x"',
        "(a b) c",
    ],
)
def test_unreadable_text_gets_one_sentence(text: str) -> None:
    with pytest.raises(InputError, match=r"cannot be read at .*\. Write `a -> b`|^A single pattern is asked for here"):
        parse(text, Vocabulary.from_names(["a", "b"]))


def test_patterns_are_coded() -> None:
    names = Vocabulary.from_names(["a", "b", "c"])
    items, starts = coded(("c", ("b", "a")), names)
    assert items.tolist() == [2, 0, 1]
    assert starts is not None
    assert starts.tolist() == [True, True, False]
    assert coded(["c", ("a",)], names)[1] is None
    with pytest.raises(UnknownEventError, match="no event 'd'"):
        coded(("d",), names)
    for bad in ((), ("a", ()), (True,), (None,), (1.5,)):
        with pytest.raises(InputError):
            coded(bad, names)  # type: ignore[arg-type]


def test_long_names_keep_both_ends() -> None:
    assert shortened("x" * 500 + "y", 21) == "x" * 10 + "…" + "x" * 9 + "y"
    assert shortened("short") == "short"
