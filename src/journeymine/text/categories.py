"""The estimator: rules first, then a linear model, then proposals for what neither knows."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.metadata_routing import UNUSED
from sklearn.utils.validation import check_is_fitted

from journeymine.errors import InputError
from journeymine.options import bad_option, is_real, share
from journeymine.sources.masking import mask_text
from journeymine.sources.masking.texts import Redact
from journeymine.text.applying import Lot, lots, most_probable
from journeymine.text.inputs import checked_labels, checked_texts
from journeymine.text.languages import checked_languages
from journeymine.text.model import Embed, Model
from journeymine.text.proposals import Proposal, propose
from journeymine.text.quality import CategoryReport, cross_validated
from journeymine.text.rules import Rules, checked_rules
from journeymine.text.scoring import Scoring
from journeymine.text.tokens import unmarked_tokens

if TYPE_CHECKING:
    from scipy.sparse import csr_array

_WHERE = "Categories"


class Categories(Scoring, TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Texts in, one category each: by rules, then by a model of labelled texts, else ``"unassigned"``.

    Parameters
    ----------
    rules
        The path of a file such as ``categories.toml``, or a dict of the same shape: a table a category, with `words`
        (any form of a word; phrases; ``*`` for any letters), `regex` and `language`; a list alone is its words. A text
        for which a rule holds has its category, whatever the model says; of several rules the first decides.
    languages
        ``"de"``, ``"en"`` or both. A text is of the language whose stop words it has most of, else of the first.
    threshold
        The probability from which on the model's category is taken.
    unassigned
        The name of texts without a category.
    strength
        The C of the logistic regression: the less, the smoother.
    embed
        A callable that takes a list of texts and gives an array, a row a text; the model then learns from these
        vectors in place of words and characters.

    Attributes
    ----------
    classes_
        The categories of rules and labels, sorted.
    rules_
        The rules, checked.
    model_
        The model, or None where no text had a label.
    n_labelled_
        How many texts it learned from.

    Notes
    -----
    What a fitted estimator, and so its pickle, holds of texts: rules and names of categories as they were given; of
    labelled texts, masked as `EventLog.mask_text` does it, the stems and runs of three to five letters that at least
    two of them share, and a weight of each for each category. Texts are not in it, nor what only one of them says;
    but a name that two texts have in common is.

    Examples
    --------
    >>> from journeymine.text import Categories
    >>> texts = ["my bill is wrong", "a refund please", "no signal", "the network is down", "hello"]
    >>> Categories({"billing": ["bill", "refund*"], "network": ["signal", "network"]}).fit(texts).predict(texts)
    array(['billing', 'billing', 'network', 'network', 'unassigned'], dtype=object)
    """

    # scikit-learn would offer to route the arguments of fit like sample weights.
    __metadata_request__fit = {"texts": UNUSED, "labels": UNUSED}  # noqa: RUF012  (scikit-learn's form)
    __metadata_request__predict = {"texts": UNUSED}  # noqa: RUF012
    __metadata_request__predict_proba = {"texts": UNUSED}  # noqa: RUF012
    __metadata_request__transform = {"texts": UNUSED}  # noqa: RUF012

    def __init__(
        self,
        rules: Rules = None,
        *,
        languages: str | list[str] | tuple[str, ...] = ("en", "de"),
        threshold: float = 0.5,
        unassigned: str = "unassigned",
        strength: float = 10.0,
        embed: Embed | None = None,
    ) -> None:
        self.rules = rules
        self.languages = languages
        self.threshold = threshold
        self.unassigned = unassigned
        self.strength = strength
        self.embed = embed

    def fit(self, texts: Any, labels: Any = None) -> Self:
        """Check the rules, and learn from the texts that have a label.

        Parameters
        ----------
        texts
            A list or column of texts; None and NaN are texts without words.
        labels
            The category of each text, None where it is not known; or None, for rules alone.

        Returns
        -------
        The estimator itself.

        Raises
        ------
        OptionError
            An option has a value it cannot have, or the rules have faults.
        InputError
            Texts or labels are something else, there are neither rules nor labels, all labels are the same, or no two
            labelled texts have anything in common.

        Examples
        --------
        >>> from journeymine.text import Categories
        >>> texts = ["wrong bill", "bill too high", "no signal", "signal lost"]
        >>> Categories().fit(texts, ["billing", "billing", "network", "network"]).predict(["my bills"])
        array(['billing'], dtype=object)
        """
        self._check()
        languages = checked_languages(self.languages, "languages", _WHERE)
        rules = checked_rules(self.rules, languages[0], self.unassigned)
        written = checked_texts(texts)
        given = checked_labels(labels, len(written), self.unassigned)
        has_label = np.flatnonzero([label is not None for label in given])
        if not rules and not len(has_label):
            message = "Categories has neither rules nor labels to go by; give `rules`, or `labels` to fit."
            raise InputError(message)
        self.rules_ = rules
        self.model_: Model | None = None
        self.n_labelled_ = len(has_label)
        if len(has_label):
            known = [written[row] for row in has_label]
            # A fitted model is saved: nothing that tells of a person may become a term of it.
            found = unmarked_tokens([text or "" for text in mask_text(known)])
            self.model_ = Model(languages, float(self.strength), self.embed).fit(known, found, given[has_label])
        learned = self.model_.categories if self.model_ else []
        self.classes_ = np.array(sorted({*learned, *(rule.category for rule in rules)}), dtype=object)
        return self

    def predict(self, texts: Any) -> NDArray[np.object_]:
        """The category of each text.

        Parameters
        ----------
        texts
            As in `fit`.

        Returns
        -------
        An object array of names, shape (n_texts,); `unassigned` where no rule holds and no category reaches
        `threshold`.

        Raises
        ------
        NotFittedError
            `fit` has not been called.
        InputError
            `texts` are something else.

        Examples
        --------
        >>> from journeymine.text import Categories
        >>> Categories({"network": ["signal"]}).fit([]).predict(["no signals", None])
        array(['network', 'unassigned'], dtype=object)
        """
        probable = self.predict_proba(texts)
        return most_probable(self.classes_, probable, self.unassigned, self.threshold)

    def predict_proba(self, texts: Any) -> NDArray[np.float64]:
        """How probable each category is for each text.

        Parameters
        ----------
        texts
            As in `fit`.

        Returns
        -------
        Shape (n_texts, n_classes), columns as `classes_`. A rule that holds makes its category certain, as it is the
        user's word; a row is all zeros where no rule holds and the model knows no word of the text.

        Raises
        ------
        NotFittedError
            `fit` has not been called.
        InputError
            `texts` are something else.

        Examples
        --------
        >>> from journeymine.text import Categories
        >>> Categories({"billing": ["bill"], "network": ["signal"]}).fit([]).predict_proba(["no signal", "hello"])
        array([[0., 1.],
               [0., 0.]])
        """
        parts = [lot.probabilities() for lot in self._lots(texts)]
        return np.vstack([np.zeros((0, len(self.classes_))), *parts])

    def transform(self, texts: Any) -> "csr_array":
        """Every category of each text: all whose rules hold, or else that of the model.

        Parameters
        ----------
        texts
            As in `fit`.

        Returns
        -------
        A SciPy CSR matrix of ones, shape (n_texts, n_classes), columns as `classes_`.

        Raises
        ------
        NotFittedError
            `fit` has not been called.
        InputError
            `texts` are something else.

        Examples
        --------
        >>> from journeymine.text import Categories
        >>> rules = {"billing": ["bill"], "network": ["signal"]}
        >>> Categories(rules).fit([]).transform(["no signal and a wrong bill", "hello"]).toarray()
        array([[1, 1],
               [0, 0]], dtype=uint8)
        """
        from scipy.sparse import csr_array

        parts = [lot.all_of(self.unassigned, self.threshold) for lot in self._lots(texts)]
        return csr_array(np.vstack([np.zeros((0, len(self.classes_)), np.uint8), *parts]))

    def report(self, texts: Any, labels: Any, *, cv: Any = 5, random_state: int = 0) -> CategoryReport:
        """How good rules and model are on texts that they have not seen: fitted anew in each fold.

        Parameters
        ----------
        texts, labels
            As in `fit`; texts without a label are left out.
        cv
            The number of folds, or what `sklearn.model_selection.check_cv` takes: a splitter, or pairs of indices
            among the texts that have a label. Where a customer writes often, give folds by customer.
        random_state
            Which texts share a fold, where `cv` is a number.

        Returns
        -------
        CategoryReport
            Macro-F1, coverage, each category, calibration, confusion and rules.

        Raises
        ------
        OptionError
            An option has a value it cannot have, or the rules have faults.
        InputError
            Texts or labels are something else, or too few have a label.

        Examples
        --------
        >>> from journeymine.text import Categories
        >>> texts = ["wrong bill", "bill too high", "high bill", "no signal", "signal lost", "bad signal"] * 3
        >>> labels = (["billing"] * 3 + ["network"] * 3) * 3
        >>> report = Categories().report(texts, labels, cv=3)
        >>> report.macro_f1, report.n_texts
        (1.0, 18)
        """
        self._check()
        return cross_validated(self, checked_texts(texts), labels, cv=cv, random_state=random_state)

    def propose(
        self,
        texts: Any,
        times: Any = None,
        *,
        n_proposals: int = 5,
        n_words: int = 6,
        n_examples: int = 3,
        min_texts: int = 2,
        redact: Redact | None = None,
    ) -> list[Proposal]:
        """Categories that nobody named, found among the texts that `predict` leaves unassigned.

        Parameters
        ----------
        texts
            As in `fit`.
        times
            When each was written: time stamps, ISO dates or numbers; or None, and no growth is told.
        n_proposals, n_words, n_examples
            How many proposals at most, and how many words and examples of each.
        min_texts
            Words that fewer texts share are not looked at, so that none is shown. To show proposals outside, take 10
            and ``n_examples=0``, as an example is what one person wrote.
        redact
            What else is done to texts before words and examples are taken: a function of a list of texts, masked
            already, to as many texts.

        Returns
        -------
        list[Proposal]
            The largest first; the same for the same texts.

        Raises
        ------
        NotFittedError
            `fit` has not been called.
        OptionError
            A number is not a whole number, or too small: of examples 0 is the least, of texts 2, else 1.
        InputError
            Texts or times are something else.

        Examples
        --------
        >>> from journeymine.text import Categories
        >>> texts = ["router broken", "broken router", "parcel late", "late parcel again", "parcel late", "my bill"]
        >>> for proposal in Categories({"billing": ["bill"]}).fit([]).propose(texts, n_proposals=2):
        ...     print(proposal.size, proposal.words)
        3 ('late', 'parcel')
        2 ('broken', 'router')
        """
        written = checked_texts(texts)
        is_rest = self.predict(written) == self.unassigned
        languages = checked_languages(self.languages, "languages", _WHERE)
        numbers = {"n_proposals": n_proposals, "n_words": n_words, "n_examples": n_examples, "min_texts": min_texts}
        return propose(written, is_rest, times, languages, redact=redact, **numbers)

    def ruled(self, texts: Any) -> NDArray[np.bool_]:
        """Which texts a rule decides.

        Parameters
        ----------
        texts
            As in `fit`.

        Returns
        -------
        A boolean array, shape (n_texts,).

        Raises
        ------
        NotFittedError
            `fit` has not been called.
        InputError
            `texts` are something else.

        Examples
        --------
        >>> from journeymine.text import Categories
        >>> Categories({"billing": ["bill"]}).fit([]).ruled(["two bills", "hello"]).tolist()
        [True, False]
        """
        return np.concatenate([np.zeros(0, np.bool_), *(lot.holds.any(axis=1) for lot in self._lots(texts))])

    def _check(self) -> None:
        """The options that `fit` alone would find too late."""
        share(self.threshold, "threshold", _WHERE)
        name: Any = self.unassigned
        if not isinstance(name, str) or not name.strip():
            raise bad_option("unassigned", _WHERE, "a name that is not empty", name)
        if not is_real(self.strength) or not 0 < self.strength < np.inf:
            raise bad_option("strength", _WHERE, "a number > 0", self.strength)
        if self.embed is not None and not callable(self.embed):
            raise bad_option("embed", _WHERE, "a callable that takes a list of texts, or None", self.embed)

    def _lots(self, texts: Any) -> Iterator[Lot]:
        check_is_fitted(self, "classes_")
        return lots(checked_texts(texts), self.rules_, self.model_, self.classes_)
