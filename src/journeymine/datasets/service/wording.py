"""What customers write: short texts from templates, in German and English, and rules that tell their categories."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

RULES: Mapping[str, Mapping[str, Any]] = {
    "billing": {"words": ["bill", "charged", "refund", "*rechnung*", "abgebucht", "erstattung"]},
    "delivery": {"words": ["parcel", "courier", "delivered", "paket", "*lieferung*", "zusteller"]},
    "commissioning": {"words": ["activation", "activate", "set up", "*aktivier*", "einrichten", "inbetriebnahme"]},
    "price": {"words": ["price", "expensive", "*preis*", "teurer"]},
    "fault": {"words": ["broken", "crash*", "defekt*", "ausfall", "stürzt"]},
}
"""A `categories.toml` as a dict; `journeymine.text.Categories` takes it."""

_SAID: Mapping[str, tuple[Sequence[str], Sequence[str]]] = {
    "billing": (
        ("My bill is wrong.", "I was charged twice this month.", "I am waiting for my refund."),
        ("Die Rechnung stimmt nicht.", "Es wurde zweimal abgebucht.", "Wo bleibt meine Erstattung?"),
    ),
    "delivery": (
        ("The parcel never came.", "The courier left it in the rain.", "It was delivered to somebody else."),
        ("Das Paket ist nicht da.", "Die Lieferung kam zu spät.", "Der Zusteller hat nicht geklingelt."),
    ),
    "commissioning": (
        ("How do I activate the device?", "I cannot set up the app.", "There is no activation code in the letter."),
        (
            "Wie kann ich das Gerät aktivieren?",
            "Ich kann die App nicht einrichten.",
            "Die Inbetriebnahme klappt nicht.",
        ),
    ),
    "price": (
        ("The new price is too high.", "Why did it get so expensive?", "I was promised another price."),
        (
            "Der neue Preis ist zu hoch.",
            "Warum wird es schon wieder teurer?",
            "Diese Preiserhöhung nehme ich nicht hin.",
        ),
    ),
    "fault": (
        ("The device is broken.", "The app crashes all the time.", "It has been broken since Monday."),
        ("Das Gerät ist defekt.", "Seit gestern totaler Ausfall.", "Die App stürzt immer ab."),
    ),
}
_VAGUE = (("I am not happy at all.", "Nobody ever answers."), ("So geht das nicht.", "Niemand meldet sich."))
_BEGIN = (
    ("Hello,", "Good morning,", "To whom it may concern:"),
    ("Guten Tag,", "Hallo,", "Sehr geehrte Damen und Herren,"),
)
_END = (("", "Please call me back.", "Thanks."), ("", "Bitte rufen Sie mich zurück.", "Danke."))
VAGUE = 0.03
"""Share of texts that no rule tells."""


def texts(category: NDArray[np.int64], names: Sequence[str], random: np.random.Generator) -> list[str]:
    """A text for each, of its category, half of them in German.

    Examples
    --------
    >>> texts(np.array([1]), ("billing", "price"), np.random.default_rng(1))
    ['Hello, The new price is too high.']
    """
    german = random.integers(0, 2, len(category)).tolist()
    vague = (random.random(len(category)) < VAGUE).tolist()
    draws = random.integers(0, 6, (len(category), 3)).tolist()
    written = []
    for number, tongue, unclear, drawn in zip(category.tolist(), german, vague, draws, strict=True):
        said = _VAGUE[tongue] if unclear else _SAID[names[number]][tongue]
        parts = (_BEGIN[tongue], said, _END[tongue])
        written.append(" ".join(one[place % len(one)] for one, place in zip(parts, drawn, strict=True)).strip())
    return written
