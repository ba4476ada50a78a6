"""Names and their codes: the code of a name is its rank."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from journeymine.errors import InputError, UnknownEventError
from journeymine.options import near_miss

Name = str | int

_LEAST, _MOST = -(2**63), 2**63 - 1
_NO_NUMBERS = frozenset({bool, np.timedelta64})


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """Sorted distinct names: strings by code point, integers numerically.

    The order of codes is the order of names, so that sorting codes sorts names.

    Attributes
    ----------
    kind
        ``"str"`` or ``"int"``; names keep their type.
    integers
        int64 array of shape (n,), ascending; None for strings.
    text, text_offsets
        All strings as UTF-8 bytes (uint8) and int64 offsets of shape (n + 1,), as Arrow keeps them; None for integers.
    """

    kind: Literal["str", "int"]
    integers: NDArray[np.int64] | None = None
    text: NDArray[np.uint8] | None = None
    text_offsets: NDArray[np.int64] | None = None

    @classmethod
    def from_names(cls, names: Iterable[Name], what: str = "Event names") -> "Vocabulary":
        """Collect the distinct names; all strings or all integers, a mixture is refused.

        Parameters
        ----------
        names
            With repeats, in any order.
        what
            What they are, for messages.

        Raises
        ------
        InputError
            They are of several types, beyond 64 bits, or text that cannot be written as UTF-8.
        """
        distinct = set(names)
        kinds = {type(name) for name in distinct}
        if all(issubclass(kind, str) for kind in kinds):
            encoded = sorted(_utf8(name, what) for name in distinct)  # type: ignore[arg-type]
            lengths = np.fromiter((len(one) for one in encoded), np.int64, len(encoded))
            offsets = np.concatenate([np.zeros(1, np.int64), np.cumsum(lengths)])
            return cls("str", text=np.frombuffer(b"".join(encoded), np.uint8), text_offsets=offsets)
        if all(issubclass(kind, int | np.integer) and kind not in _NO_NUMBERS for kind in kinds):
            whole = sorted(int(name) for name in distinct)
            for name in (whole[0], whole[-1]):
                if not _LEAST <= name <= _MOST:
                    message = f"{what} must be integers of 64 bits; got {str(name)[:60]}. Turn them into text first."
                    raise InputError(message)
            return cls("int", integers=np.array(whole, dtype=np.int64))
        listed = ", ".join(sorted(kind.__name__ for kind in kinds))
        message = f"{what} must be all strings or all integers; got {listed}. Convert them to one type first."
        raise InputError(message)

    def __len__(self) -> int:
        if self.integers is not None:
            return len(self.integers)
        return len(self.text_offsets) - 1 if self.text_offsets is not None else 0

    def name(self, code: int) -> Name:
        """The name of one code."""
        if self.integers is not None:
            return int(self.integers[code])
        assert self.text is not None
        assert self.text_offsets is not None
        start, stop = self.text_offsets[code], self.text_offsets[code + 1]
        return self.text[start:stop].tobytes().decode()

    def names(self) -> list[Name]:
        """All names, in code order."""
        if self.integers is not None:
            integers: list[Name] = self.integers.tolist()
            return integers
        if self.text is None or self.text_offsets is None:
            return []
        text, ends = self.text.tobytes(), self.text_offsets.tolist()
        if text.isascii():
            # A byte is a character: decode once, cut often.
            letters = text.decode("ascii")
            return [letters[start:stop] for start, stop in pairwise(ends)]
        return [text[start:stop].decode() for start, stop in pairwise(ends)]

    def codes(self, names: Collection[Name]) -> NDArray[np.uint32]:
        """The codes of many names, all of which are in the vocabulary: uint32, shape (len(names),)."""
        code = {name: rank for rank, name in enumerate(self.names())}
        return np.fromiter(map(code.__getitem__, names), np.uint32, len(names))

    def places(self, names: Collection[Name]) -> NDArray[np.int64]:
        """The codes of many names, -1 for those that are not in the vocabulary: int64, shape (len(names),)."""
        code = {name: rank for rank, name in enumerate(self.names())}
        return np.fromiter((code.get(name, -1) for name in names), np.int64, len(names))

    def __post_init__(self) -> None:
        for one in (self.integers, self.text, self.text_offsets):
            if one is not None:
                one.setflags(write=False)

    def __setstate__(self, state: dict[str, object]) -> None:
        # Unpickled arrays are writable again.
        self.__dict__.update(state)
        self.__post_init__()

    def code(self, name: Name) -> int:
        """The code of a name; `UnknownEventError` with a near miss where there is none."""
        if isinstance(name, str) == (self.kind == "str") and not isinstance(name, bool):
            low, high = 0, len(self)
            while low < high:
                middle = (low + high) // 2
                if self.name(middle) < name:  # type: ignore[operator]
                    low = middle + 1
                else:
                    high = middle
            if low < len(self) and self.name(low) == name:
                return low
        message = f"There is no event {name!r}.{near_miss(name, self.names())}"
        raise UnknownEventError(message)


def _utf8(name: str, what: str) -> bytes:
    try:
        return name.encode()
    except UnicodeEncodeError:
        message = f"{what} must be text that UTF-8 can write; got {name!r:.60}. Replace the lone surrogates first."
        raise InputError(message) from None
