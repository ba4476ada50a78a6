"""Rules and model applied to texts, some at a time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from journeymine.text.matching import matches
from journeymine.text.model import Model
from journeymine.text.rules import Rule
from journeymine.text.tokens import Tokens, tokens

#: How many texts are looked at together: the n-grams of long ones take some 10 kB each.
LOT = 10_000


@dataclass(frozen=True)
class Lot:
    """Some of the texts, and what speaks for the categories of each.

    Parameters
    ----------
    texts, found
        The texts and their words.
    holds
        Which rules hold, shape (n_texts, n_rules).
    places
        The place of each rule's category among `classes`.
    model
        What was learned of labels, or None.
    classes
        All categories, sorted.
    """

    texts: list[str]
    found: Tokens
    holds: NDArray[np.bool_]
    places: NDArray[np.int64]
    model: Model | None
    classes: NDArray[np.object_]

    def probabilities(self) -> NDArray[np.float64]:
        """What the first rule that holds makes certain, else what the model says, shape (n_texts, n_classes)."""
        probable = self._modelled()
        ruled = np.flatnonzero(self.holds.any(axis=1))
        probable[ruled] = 0.0
        if len(ruled):
            probable[ruled, self.places[self.holds[ruled].argmax(axis=1)]] = 1.0
        return probable

    def all_of(self, unassigned: str, threshold: float) -> NDArray[np.uint8]:
        """Ones for all rules that hold, or else for the model's category, shape (n_texts, n_classes)."""
        chosen = np.zeros((len(self.texts), len(self.classes)), np.uint8)
        rows, rules = np.nonzero(self.holds)
        chosen[rows, self.places[rules]] = 1
        names = most_probable(self.classes, self._modelled(), unassigned, threshold)
        rest = np.flatnonzero(~self.holds.any(axis=1) & (names != unassigned))
        chosen[rest, np.searchsorted(self.classes, names[rest])] = 1
        return chosen

    def _modelled(self) -> NDArray[np.float64]:
        """What the model alone says; categories that only rules know stay at zero."""
        probable = np.zeros((len(self.texts), len(self.classes)))
        if self.model is not None:
            columns = np.searchsorted(self.classes, self.model.categories)
            probable[:, columns] = self.model.probabilities(self.texts, self.found)
        return probable


def lots(texts: list[str], rules: Sequence[Rule], model: Model | None, classes: NDArray[np.object_]) -> Iterator[Lot]:
    """The texts in order, `LOT` at a time; the results are the same for any number."""
    places = np.searchsorted(classes, np.array([rule.category for rule in rules], dtype=object))
    for start in range(0, len(texts), LOT):
        some = texts[start : start + LOT]
        found = tokens(some)
        yield Lot(some, found, matches(rules, some, found), places, model, classes)


def most_probable(
    classes: NDArray[np.object_], probable: NDArray[np.float64], unassigned: str, threshold: float
) -> NDArray[np.object_]:
    """The most probable category of each text, if any is at all and reaches the threshold; ties go to the first.

    Examples
    --------
    >>> names = np.array(["a", "b"], dtype=object)
    >>> most_probable(names, np.array([[0.4, 0.6], [0.5, 0.5], [0.0, 0.0]]), "unassigned", 0.5).tolist()
    ['b', 'a', 'unassigned']
    """
    if not len(probable):
        return np.empty(0, dtype=object)
    best = probable.max(axis=1)
    return np.where((best >= threshold) & (best > 0), classes[probable.argmax(axis=1)], unassigned)
