"""Pseudonyms, slow and obvious: each id hashed by itself, the types told apart by their first letter."""

import hashlib


def pseudonym(key: bytes, one: str | int) -> str:
    """The keyed BLAKE2b hash of an id."""
    secret = hashlib.blake2b(key, digest_size=32, person=b"journeymine-sec").digest()
    said = ("s" if isinstance(one, str) else "i") + str(one)
    return hashlib.blake2b(said.encode(), key=secret, digest_size=16, person=b"journeymine-ids").hexdigest()
