"""Itemsets."""

from typing import TYPE_CHECKING

from journeymine.api.association_rules import AssociationRules, association_rules
from journeymine.api.results import Results
from journeymine.mining.baskets import Baskets
from journeymine.mining.constraints import Names
from journeymine.options import choice
from journeymine.patterns.frozensets import mlxtend_frame
from journeymine.patterns.names import Itemset
from journeymine.patterns.spmf import save_patterns

if TYPE_CHECKING:
    from os import PathLike

    import pandas as pd


class ItemsetSet(Results[Itemset]):
    """Itemsets with their supports and lifts, one a row; made by `mine_itemsets`.

    Iteration gives the itemsets: sorted tuples of names that print as ``app & mail``.

    Examples
    --------
    >>> import journeymine as jm
    >>> itemsets = jm.mine_itemsets([["bread", "milk"], ["milk", "bread"], ["milk"]], min_support=2)
    >>> [str(itemset) for itemset in itemsets]
    ['milk', 'bread', 'bread & milk']
    """

    _task = "itemsets"

    def to_spmf(self, path: "str | PathLike[str]") -> None:
        """Write the itemsets as SPMF writes its own: ``bread milk #SUP: 3``.

        Parameters
        ----------
        path
            The text file; written whole or not at all. Names with blanks are written as they are.

        Raises
        ------
        InputError
            The file cannot be written; a name holds a line break, or a word that means something else to SPMF.

        Examples
        --------
        >>> import journeymine as jm, tempfile, pathlib
        >>> found = jm.mine_itemsets([["bread", "milk"], ["bread", "milk"]], min_support=2)
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     path = pathlib.Path(folder, "found.txt")
        ...     found.to_spmf(path)
        ...     print(path.read_text().splitlines())
        ['bread #SUP: 2', 'milk #SUP: 2', 'bread milk #SUP: 2']
        """
        save_patterns(self._with(["n_journeys"]), path)

    def rules(
        self,
        *,
        min_confidence: float = 0.0,
        min_lift: float | None = None,
        max_antecedent: int | None = None,
        max_consequent: int | None = None,
        antecedent: Names | None = None,
        consequent: Names | None = None,
        top_k: int | None = None,
        by: str | None = None,
        max_patterns: int | None = None,
        time_limit: float | None = None,
        memory_limit: str | int | None = None,
    ) -> "AssociationRules":
        """Association rules A → B: every split of every itemset in two sets.

        The itemsets may be of any kind: of closed or maximal ones, parts that are not in the set are counted. A rule is
        given if A and B together are in the set.

        Parameters
        ----------
        min_confidence
            Least share of the baskets with A that hold B as well, in [0, 1].
        min_lift
            Least lift; None: any.
        max_antecedent, max_consequent
            The most items of A, of B.
        antecedent, consequent
            Items that A (B) may be made of; all where None.
        top_k
            Only the k best; ties in the order of the rules.
        by
            The measure by which they are best: any of mlxtend's, such as ``"lift"`` or ``"zhangs_metric"``, or of those
            that `with_columns` adds; None: by how many baskets hold A and B.
        max_patterns
            Stop after the first n rules in result order; the result says so.
        time_limit
            Stop after so many seconds with the rules that are there; the result says so, and up to where it is complete
            (``info["proven_above"]``: all rules in more baskets than that are there).
        memory_limit
            What the rules and their columns may take, as ``"500MB"`` or a number of bytes; beyond it they stop as with
            `time_limit`.

        Returns
        -------
        A `RuleSet`: where `by` is given the best first, else most baskets first, then antecedents and consequents in
        pattern order. Its columns are the measures by mlxtend's names, with intervals for confidence and lift.

        Raises
        ------
        OptionError
            An option has a value it cannot have, or two do not go together.
        UnknownEventError
            A side names an item that does not occur, with a near miss.
        MissingJourneysError
            Parts of the itemsets must be counted, and the set was loaded from a file.
        CapacityError
            An itemset is so long that its rules cannot be listed; or the itemsets alone take more than `memory_limit`.

        Examples
        --------
        >>> import journeymine as jm
        >>> baskets = [["bread", "milk"], ["bread", "butter", "milk"], ["milk"], ["bread", "butter"]]
        >>> rules = jm.mine_itemsets(baskets, min_support=2, kind="maximal").rules(min_confidence=0.6)
        >>> rules.to_pandas(columns=["antecedent", "consequent", "n_rule", "confidence", "lift"]).round(2)
          antecedent consequent  n_rule  confidence  lift
        0   (bread,)  (butter,)       2        0.67  1.33
        1   (bread,)    (milk,)       2        0.67  0.89
        2  (butter,)   (bread,)       2        1.00  1.33
        3    (milk,)   (bread,)       2        0.67  0.89
        """
        options = {
            "min_confidence": min_confidence,
            "min_lift": min_lift,
            "max_antecedent": max_antecedent,
            "max_consequent": max_consequent,
            "antecedent": antecedent,
            "consequent": consequent,
            "top_k": top_k,
            "by": by,
            "max_patterns": max_patterns,
            "time_limit": time_limit,
            "memory_limit": memory_limit,
        }
        self._refuse_protected("rules")
        baskets = self._source if isinstance(self._source, Baskets) else None
        return association_rules(self._table, baskets, options)

    def to_frame(self, *, style: str = "mlxtend") -> "pd.DataFrame":
        """A pandas frame in the form of another program.

        Parameters
        ----------
        style
            ``"mlxtend"``: the columns `support` (a share) and `itemsets` (frozensets of names), as `association_rules`
            of mlxtend and of `journeymine.compat.mlxtend` take it; ``"journeymine"``: as `to_pandas`.

        Returns
        -------
        A frame of one row an itemset, in the order of the set.

        Raises
        ------
        OptionError
            There is no such style.

        Examples
        --------
        >>> import journeymine as jm
        >>> itemsets = jm.mine_itemsets([["bread", "milk"], ["milk"]], min_support=2)
        >>> itemsets.to_frame(style="mlxtend")
           support           itemsets
        0      1.0  frozenset({milk})
        """
        if choice(style, "style", "to_frame", ("mlxtend", "journeymine")) == "journeymine":
            return self.to_pandas()
        return mlxtend_frame(self._table)
