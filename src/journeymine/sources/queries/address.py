"""Addresses of databases: what kind one is, and how to show it without what it keeps secret."""

import os
import re
from urllib.parse import unquote

_SCHEME = re.compile(r"^([A-Za-z][A-Za-z0-9+.-]*)://")
_HOSTS = re.compile(r"([\w.-]+|\[[0-9A-Fa-f:.]+\])(:\d{1,5})?(,([\w.-]+|\[[0-9A-Fa-f:.]+\])(:\d{1,5})?)*", re.ASCII)
_PLAIN = re.compile(r"[\w.-]+", re.ASCII)
_NO_SCHEME = re.compile(r":[^/\\].*@", re.DOTALL)
_KEY_VALUE = re.compile(r"\b(password|passwd|pwd)\s*=", re.IGNORECASE)
_HIDDEN = "***"
_SERVERS = ("postgresql", "postgres")
_FILES = ("sqlite", "duckdb")


def scheme(source: str) -> str | None:
    """What stands before ``://``, in lower case; None for a path.

    Examples
    --------
    >>> scheme("PostgreSQL://host/shop"), scheme("shop.sqlite")
    ('postgresql', None)
    """
    found = _SCHEME.match(source)
    return found[1].lower() if found else None


def is_server(source: str) -> bool:
    """Whether it is the address of a PostgreSQL server."""
    return scheme(source) in _SERVERS


def file_of(source: str) -> str:
    """The path of a database that is a file: ``sqlite:///shop.db`` and ``duckdb:///shop.duckdb`` without their scheme.

    As SQLAlchemy has it: three slashes before a relative path, four before an absolute one.

    Examples
    --------
    >>> file_of("sqlite:///shop.db"), file_of("sqlite:////data/shop.db"), file_of("data/shop.db")
    ('shop.db', '/data/shop.db', 'data/shop.db')
    """
    found = scheme(source)
    return source[len(found) + 3 :].removeprefix("/") if found in _FILES else source


def redacted(source: str) -> str:
    """A source as messages and reports may show it: without user, password, and whatever follows a question mark.

    Paths come back as they are. Where it cannot be told what is host and what is password, all is hidden: ``@``, ``/``
    and ``?`` in a password that should have been percent-encoded must not let a piece of it through.

    Parameters
    ----------
    source
        A path, an address, or libpq's ``host=… password=…``.

    Examples
    --------
    >>> redacted("postgresql://ann:s3cret@db.example.com:5432/shop?sslmode=require")
    'postgresql://***@db.example.com:5432/shop?***'
    >>> redacted("postgresql://ann:s3/c?r@t@db/shop"), redacted("host=db password=s3cret"), redacted("logs/may.csv")
    ('postgresql://***', '***', 'logs/may.csv')
    """
    kind = scheme(source)
    if kind is None:
        # Also `ann:s3cret@db/shop` and `postgresql:/ann:s3cret@db`: an address somebody mistyped.
        return _HIDDEN if is_key_value(source) or "://" in source or _NO_SCHEME.search(source) else source
    if kind in _FILES and "@" not in source:
        return source.partition("?")[0] + ("?" + _HIDDEN if "?" in source else "")
    rest = source[len(kind) + 3 :]
    place, mark, further = rest.partition("?")
    if "@" in further:
        return f"{kind}://{_HIDDEN}"
    secret, at, place = place.rpartition("@")
    hosts, slash, path = place.partition("/")
    # `…://user:p@ss/w@rd/…`: behind a slash within what is secret, nothing is certain.
    if "/" in secret or (hosts and not _HOSTS.fullmatch(hosts)):
        return f"{kind}://{_HIDDEN}"
    shown = path if _PLAIN.fullmatch(path) or not path else _HIDDEN
    return f"{kind}://{_HIDDEN if at else ''}{at}{hosts}{slash}{shown}{mark and '?' + _HIDDEN}"


def is_key_value(source: str) -> bool:
    """Whether it is what libpq calls a connection string, with a password: ``host=db user=ann password=…``."""
    return scheme(source) is None and _KEY_VALUE.search(source) is not None


def tells_secrets(message: str, address: str) -> bool:
    """Whether a message repeats what the address, or the environment, holds of user and password.

    The server does not know the address, but what it says of a query may hold anything.
    """
    kind = scheme(address) or ""
    rest = address[len(kind) + 3 :]
    secret, _, _ = rest.rpartition("@")
    _, _, password = secret.partition(":")
    values = [pair.partition("=")[2] for pair in rest.partition("?")[2].split("&")]
    secrets = {secret, password, *values, os.environ.get("PGPASSWORD", "")}
    secrets |= {unquote(one) for one in secrets}
    return any(one and one in message for one in secrets)
