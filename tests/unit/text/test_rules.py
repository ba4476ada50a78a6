"""Rules of categories: what they may say, and what they hold for."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journeymine.errors import InputError, OptionError
from journeymine.text import Categories
from journeymine.text.matching import matches
from journeymine.text.rules import checked_rules
from journeymine.text.tokens import tokens
from tests.reference import text as twin

WORDS = ["bill", "bills", "billing", "late", "fee", "fees", "the", "rechnung", "rechnungen", "straße", "über", "no"]
PARTS = [*WORDS, "bill*", "*ung*", "*e"]
TEXTS = st.lists(st.lists(st.sampled_from([*WORDS, "BILL,", "(fee)"]), max_size=6).map(" ".join), max_size=6)
ENTRIES = st.lists(st.lists(st.sampled_from(PARTS), min_size=1, max_size=3).map(" ".join), min_size=1, max_size=3)
REGEX = st.lists(st.sampled_from([r"late\s+fee", r"^no\b", "ß"]), max_size=2)


@settings(deadline=None)
@given(TEXTS, st.lists(st.tuples(ENTRIES, REGEX, st.sampled_from(["de", "en"])), min_size=1, max_size=3))
def test_rules_hold_where_the_twin_says(texts: list[str], drawn: list[tuple[list[str], list[str], str]]) -> None:
    rules = {f"c{n}": {"words": words, "regex": regex, "language": own} for n, (words, regex, own) in enumerate(drawn)}
    found = matches(checked_rules(rules, "en", "unassigned"), texts, tokens(texts))
    assert found.tolist() == [
        [twin.holds(rule, str(rule["language"]), one) for rule in rules.values()] for one in texts
    ]


@pytest.mark.parametrize(
    ("rules", "says"),
    [
        ({"billing": {"word": ["bill"]}}, "category 'billing': there is no key 'word'; did you mean 'words'?"),
        ({"billing": {"words": "bill"}}, "`words` must be a list of texts; got 'bill'"),
        ({"billing": {"words": ["bill", 5]}}, "`words` must be a list of texts; got 5 in it"),
        ({"billing": {"words": ["..."]}}, "`words` must have letters or digits in each entry; got '...'"),
        ({"billing": {"words": ["*"]}}, "`words` must have letters or digits in each entry; got '*'"),
        ({"billing": {"regex": ["(bill"]}}, "`regex` must be regular expressions; '(bill' is none (missing )"),
        (
            {"billing": {"regex": ["b*"]}},
            "`regex` must not hold for the empty text, or it would hold for all; 'b*' does",
        ),
        ({"billing": {"words": ["bill"], "language": "fr"}}, "`language` must be one of 'de', 'en'; got 'fr'"),
        ({"billing": {}}, "it has neither `words` nor `regex`"),
        ({"unassigned": ["bill"]}, "it cannot have the name of texts without one"),
        ({" ": ["bill"]}, "its name must be text that is not empty"),
        ({"langage": "de", "billing": ["bill"]}, "'langage' is neither a table of a category nor `language`; did you"),
    ],
)
def test_what_rules_cannot_say(rules: dict[str, object], says: str) -> None:
    with pytest.raises(OptionError) as error:
        Categories(rules).fit([])
    assert says in str(error.value)


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(OptionError, match=r"has 2 faults: \(1\) category 'a': .*; \(2\) category 'b': "):
        Categories({"a": {"words": 1}, "b": {"regex": ["("]}}).fit([])


def test_a_file_of_rules(tmp_path: Path) -> None:
    path = tmp_path / "categories.toml"
    path.write_text('language = "de"\n["Störung"]\nwords = ["kein Netz", "*ausfall"]\nregex = ["funkloch|5\\\\s?G"]\n')
    texts = ["Kein Netz!", "Totalausfall", "im FUNKLOCH", "nur 5 g", "alles gut"]
    assert (Categories(path).fit([]).predict(texts) == ["Störung"] * 4 + ["unassigned"]).all()
    with pytest.raises(InputError, match=r"There is no file .*categoris.toml.* Did you mean 'categories.toml'\?"):
        Categories(tmp_path / "categoris.toml").fit([])
    path.write_text("[billing\n")
    with pytest.raises(InputError, match=r"The file of categories .* is no TOML file"):
        Categories(path).fit([])


def test_umlauts_in_every_spelling() -> None:
    rules = {"language": "de", "late": ["Verspätung"], "street": ["Straße"]}
    texts = ["VERSPA\u0308TUNGEN", "Verspaetung", "verspätungen!", "STRASSE", "Straßen"]
    assert Categories(rules).fit([]).predict(texts).tolist() == ["late"] * 3 + ["street"] * 2


def test_the_first_rule_decides_and_transform_has_all() -> None:
    fitted = Categories({"z": ["bill"], "a": ["fee"]}).fit([])
    assert fitted.predict(["fee on my bill"]).tolist() == ["z"]
    assert fitted.transform(["fee on my bill"]).toarray().tolist() == [[1, 1]]
    assert fitted.classes_.tolist() == ["a", "z"]
