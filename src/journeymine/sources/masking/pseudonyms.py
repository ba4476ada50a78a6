"""Names in the place of ids, which only who has the key can find again."""

import hashlib
import os
from collections.abc import Sequence

from journeymine.errors import InputError, OptionError

_LEAST_BYTES = 16
_LEAST_CHARACTERS = 32
_LEAST_DIFFERENT = 8
_VARIABLE = "env:"
_SIZE = 16
_ID_SIZE = 8


class Key:
    """A key for pseudonyms; nothing that is printed, copied, compared or pickled has it.

    A pseudonym is BLAKE2b of 128 bits, keyed, over the type and the id (RFC 7693, section 2.9, with the personalisation
    of BLAKE2's specification, section 2.8, so that key ids and pseudonyms have nothing in common).

    Parameters
    ----------
    key
        At least 16 bytes, or text of at least 32 characters, of which at least 8 differ; or ``"env:NAME"`` for what
        the environment variable ``NAME`` holds.
    where
        The verb, for messages.

    Raises
    ------
    OptionError
        It is none; the message does not show it.

    Examples
    --------
    >>> key = Key("0123456789abcdef" * 2, "pseudonymise")
    >>> [one[:8] for one in key.pseudonyms(["ann", "1", 1])], key
    (['16418dba', '7448e4e3', '528dcc79'], Key(key_id='96f1f6c1dacba45f'))
    """

    __slots__ = ("_hash", "key_id")

    def __init__(self, key: object, where: str) -> None:
        secret = hashlib.blake2b(_read(key, where), digest_size=32, person=b"journeymine-sec").digest()
        self.key_id = hashlib.blake2b(key=secret, digest_size=_ID_SIZE, person=b"journeymine-key").hexdigest()
        self._hash = hashlib.blake2b(key=secret, digest_size=_SIZE, person=b"journeymine-ids")

    def __repr__(self) -> str:
        return f"Key(key_id={self.key_id!r})"

    def __reduce__(self) -> str:
        message = "A key is not copied or pickled; give it again where it is needed."
        raise InputError(message)

    def pseudonyms(self, ids: Sequence[str | int]) -> list[str]:
        """As many pseudonyms, 32 hexadecimal digits each: the same for the same id, 1 and "1" are two.

        Raises
        ------
        InputError
            Two ids have one pseudonym, of which the chance is n²/2¹²⁹ for n ids.
        """
        found = []
        for one in ids:
            hashed = self._hash.copy()
            hashed.update(b"i" + str(one).encode() if isinstance(one, int) else b"s" + one.encode("utf-8"))
            found.append(hashed.hexdigest())
        if len(set(found)) < len(set(ids)):
            message = "Two ids came to have the same pseudonym under this key; take another key."
            raise InputError(message)
        return found


def _read(key: object, where: str) -> bytes:
    """What the key is made of."""
    if isinstance(key, str) and key.startswith(_VARIABLE):
        name = key.removeprefix(_VARIABLE)
        held = os.environ.get(name)
        if held is None:
            message = f"`key` of {where} names the environment variable {name!r}, which is not set; set it to a key."
            raise OptionError(message)
        return _checked(held, f"the environment variable {name!r} that `key` of {where} names")
    return _checked(key, f"`key` of {where}")


def _checked(key: object, what: str) -> bytes:
    cure = "make one with secrets.token_hex(32), keep it apart from the data, or name its variable: key='env:NAME'"
    if not isinstance(key, str | bytes):
        message = f"{what} must be text, bytes, or 'env:NAME'; got {type(key).__name__}: {cure}."
        raise OptionError(_capital(message))
    least, unit = (_LEAST_CHARACTERS, "characters") if isinstance(key, str) else (_LEAST_BYTES, "bytes")
    if len(key) < least:
        message = f"{what} must have at least {least} {unit}; it has {len(key)}: {cure}."
        raise OptionError(_capital(message))
    if len(set(key)) < _LEAST_DIFFERENT:
        message = f"{what} repeats itself and could be guessed: {cure}."
        raise OptionError(_capital(message))
    return key if isinstance(key, bytes) else key.encode("utf-8", "surrogatepass")


def _capital(message: str) -> str:
    return message[:1].upper() + message[1:]
