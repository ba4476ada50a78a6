"""What happens to files: cut off, bits turned, parts doubled, lost, swapped or replaced by noise."""

from collections.abc import Callable
from random import Random

PIECES = (
    b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b'"', b"'", b",", b"\n", b"\r", b"\t", b"{", b"[" * 300, b"]", b"}" * 300,
    b"<", b">", b"<a>" * 300, b"&lt;", b"<![CDATA[",
    b"<!--", b"\\u0000", b"\\ud800", b"\xed\xa0\x80", b"\xf4\x90\x80\x80",
    b"NaN", b"-inf", b"1e400", b"9" * 400, b"-9223372036854775809", b"18446744073709551616", b"0x10", b"null",
    b"2024-02-30T25:61:61", b"9999-12-31T23:59:60Z", b"0000-00-00", b"-0001-01-01", b"\xe2\x80\xae",
    b"=cmd()", b"A" * 70_000,
)  # fmt: skip


def _cut(content: bytes, chance: Random) -> bytes:
    return content[: chance.randrange(len(content) + 1)]


def _beheaded(content: bytes, chance: Random) -> bytes:
    return content[chance.randrange(len(content) + 1) :]


def _turned(content: bytes, chance: Random) -> bytes:
    changed = bytearray(content)
    for _ in range(chance.choice([1, 1, 2, 8, 64])):
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def _piece(content: bytes, chance: Random) -> tuple[int, int]:
    begin = chance.randrange(len(content))
    return begin, min(len(content), begin + chance.choice([1, 4, 16, 200, 4000]))


def _lost(content: bytes, chance: Random) -> bytes:
    begin, end = _piece(content, chance)
    return content[:begin] + content[end:]


def _doubled(content: bytes, chance: Random) -> bytes:
    begin, end = _piece(content, chance)
    return content[:end] + content[begin:end] * chance.choice([1, 1, 50]) + content[end:]


def _noise(content: bytes, chance: Random) -> bytes:
    begin, end = _piece(content, chance)
    return content[:begin] + chance.randbytes(end - begin) + content[end:]


def _inserted(content: bytes, chance: Random) -> bytes:
    at = chance.randrange(len(content))
    return content[:at] + chance.choice(PIECES) * chance.choice([1, 1, 1, 20]) + content[at:]


def _senseless(content: bytes, chance: Random) -> bytes:
    return chance.randbytes(chance.choice([0, 1, 10, len(content)]))


KINDS: tuple[Callable[[bytes, Random], bytes], ...] = (
    _cut, _beheaded, _turned, _turned, _lost, _doubled, _noise, _inserted, _inserted, _senseless,
)  # fmt: skip


def damaged(content: bytes, chance: Random) -> bytes:
    """The content after one accident or several."""
    for _ in range(chance.choice([1, 1, 1, 2, 4])):
        content = chance.choice(KINDS)(content, chance) if content else content
    return content
