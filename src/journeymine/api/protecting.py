"""What takes customers out of a log before anything is printed, saved or handed on."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from journeymine.sources.table import EventTable


class Protecting(ABC):
    """Steps after which a log tells less of its customers."""

    _table: "EventTable"

    @abstractmethod
    def _stepped(self, step: "Callable[[EventTable], EventTable]") -> Self:
        """The log after a step that leaves every customer's rows where they are."""

    def pseudonymise(self, key: str | bytes, *, columns: Sequence[str] = ()) -> Self:
        """Customers under other names, which only who has the key can find again.

        A pseudonym is the keyed BLAKE2b hash of an id (RFC 7693), 32 hexadecimal digits: the same id has the same one
        in every log and run under one key; 1 and "1" have two. Hashes without a key are not offered, as whoever has a
        list of ids could hash them all. The key is kept nowhere: `steps` and `recipe` hold a key id, by which the same
        key is known again.

        Parameters
        ----------
        key
            At least 16 bytes or 32 characters, such as ``secrets.token_hex(32)`` gives, kept apart from the data; or
            ``"env:NAME"`` for what the environment variable ``NAME`` holds.
        columns
            Further columns of ids (of the log, or of what is known of its customers). The customers and the columns
            that identities were resolved by are always among them.

        Returns
        -------
        A new log of the same rows, whose ids are text. Who is who (`identities`) it does not carry: resolve identities
        after this step to have that under pseudonyms.

        Raises
        ------
        OptionError
            The key is none, too short or too simple, or `columns` is no list; no message shows a key.
        MissingColumnError
            A column is not there, with a near miss.
        InputError
            A column holds no ids.

        Examples
        --------
        >>> import journeymine as jm
        >>> log = jm.read_events({"who": ["ann", "bob", "ann"], "what": ["a", "a", "b"], "when": [1, 2, 3]},
        ...                      customer="who", event="what", time="when")
        >>> hidden = log.pseudonymise(key="an example: never write keys into programs")
        >>> [len(one) for one in hidden.to_pandas()["who"].unique()], len(hidden.journeys())
        ([32, 32], 2)
        """
        from journeymine.journeys.cleaning.pseudonymise import pseudonymise

        return self._stepped(lambda table: pseudonymise(table, key, columns))

    def mask_text(
        self, *, columns: Sequence[str] | None = None, redact: Callable[[list[str]], Sequence[str]] | None = None
    ) -> Self:
        """Free text with a word in brackets for what tells of a person by its shape, in German and in English.

        Masked are e-mail addresses (``[e-mail]``), IBANs with right check digits (``[IBAN]``), payment cards by Luhn's
        digit (``[card]``), phone numbers (``[phone]``), streets with numbers, post boxes and postcodes (``[address]``),
        and any other number of at least seven digits (``[number]``). Names of people have no shape: `redact` is for
        tools that find them.

        Parameters
        ----------
        columns
            Which; None: the log's text column.
        redact
            What else is done: a function of a list of different texts, masked already, to as many texts. A recipe
            notes that there was one, and cannot do it again.

        Returns
        -------
        A new log of the same rows; done again it changes nothing.

        Raises
        ------
        OptionError
            An option has a value it cannot have.
        MissingColumnError
            A column is not there, with a near miss.
        InputError
            The log has no text column, a column holds no text, or `redact` does not give as many texts.

        Examples
        --------
        >>> import journeymine as jm
        >>> log = jm.read_events({"who": [1], "what": ["mail"], "when": [1], "said": ["Call me: 030 1234567"]},
        ...                      customer="who", event="what", time="when", extra=["said"])
        >>> log.mask_text(columns=["said"]).to_pandas()["said"].tolist()
        ['Call me: [phone]']
        """
        from journeymine.journeys.cleaning.mask_text import mask_text

        return self._stepped(lambda table: mask_text(table, columns, redact))


def pseudonyms(ids: Sequence[Any], *, key: str | bytes) -> list[str]:
    """The pseudonyms of ids, as `EventLog.pseudonymise` gives them.

    Parameters
    ----------
    ids
        Strings or integers: who asks to be forgotten, the customers of a frame to be joined.
    key
        As `EventLog.pseudonymise` takes it.

    Returns
    -------
    As many pseudonyms, 32 hexadecimal digits each.

    Raises
    ------
    OptionError
        The key is none, or an id is neither text nor a whole number.

    Examples
    --------
    >>> import journeymine as jm
    >>> log = jm.read_events({"who": [7], "what": ["a"], "when": [1]}, customer="who", event="what", time="when")
    >>> key = "an example: never write keys into programs"
    >>> log.pseudonymise(key).to_pandas()["who"].tolist() == jm.pseudonyms([7], key=key)
    True
    """
    from journeymine.options import bad_option, is_whole
    from journeymine.sources.masking.pseudonyms import Key

    made = Key(key, "pseudonyms")
    plain = [int(one) if is_whole(one) else one for one in ids]
    if isinstance(ids, str) or not all(isinstance(one, str) or is_whole(one) for one in plain):
        kinds = sorted({type(one).__name__ for one in plain})
        raise bad_option("ids", "pseudonyms", "a list of text or whole numbers", kinds)
    return made.pseudonyms(plain)
