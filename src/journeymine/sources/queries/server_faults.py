"""What a PostgreSQL server or its driver complains of, in our sentences: without address, user or password."""

import re

from journeymine.sources.queries.address import redacted, tells_secrets

_CONNECTING = (
    ("no password supplied", "it asks for a password; put it into PGPASSWORD, ~/.pgpass, or the address"),
    ("password authentication failed", "it refuses this user with this password; check both"),
    ("authentication failed", "it refuses this user; check user and password"),
    ("no pg_hba.conf entry", "it does not let this user in from here; ask who runs it (pg_hba.conf)"),
    ("could not translate host name", "no such host is known; check the host"),
    ("Connection refused", "nobody listens there; check host and port, and whether the server runs"),
    ("No such file or directory", "nobody listens there; check host and port, and whether the server runs"),
    ("timeout expired", "it does not answer in time; check host and port"),
    ("timed out", "it does not answer in time; check host and port"),
    ("too many", "it has no connection left; try again later"),
    ("starting up", "it is just starting; try again in a moment"),
    ("SSL", "it and the address do not agree on SSL; check sslmode and the certificates"),
    ("does not exist", "it has no such database or user; check their names"),
)
_ENDED = ("57P01", "57P02", "57P03", "08006", "08003")


def connection_fault(told: str, address: str) -> str:
    """Why no connection came about. The driver's own words are not repeated: they may hold pieces of the address.

    Parameters
    ----------
    told
        What the driver said.
    address
        Where to.

    Examples
    --------
    >>> connection_fault('FATAL: password authentication failed for user "ann"', "postgresql://ann:s3cret@db/shop")
    "No connection to 'postgresql://***@db/shop': it refuses this user with this password; check both."
    """
    otherwise = (
        "check it against postgresql://user:password@host:port/database, with what is special in the password "
        "percent-encoded (urllib.parse.quote(password, safe=''))"
    )
    why = next((why for sign, why in _CONNECTING if sign in told), otherwise)
    return f"No connection to {redacted(address)!r}: {why}."


def query_fault(told: str, state: str | None, address: str, what: str) -> str:
    """Why a query gave nothing, in the server's words unless they repeat what is secret.

    Parameters
    ----------
    told, state
        What the driver said, and the SQLSTATE where it knows one.
    address, what
        Where the query ran; the source in words.

    Examples
    --------
    >>> told = 'INVALID: Failed: ERROR:  relation "evnts" does not exist'
    >>> print(query_fault(told, "42P01", "postgresql://db/shop", "the query on 'postgresql://db/shop'"))
    The query on 'postgresql://db/shop' cannot be run (relation "evnts" does not exist); correct it.
    """
    begin = what[0].upper() + what[1:]
    found = re.search(r"(?:ERROR|FATAL):\s+([^\n]+)", told)
    ended = state in _ENDED or (found is not None and "terminating connection" in found[1])
    if ended or (found is None and "connection" in told):
        return f"{begin} was cut off: the server ended the connection, and nothing was read; run it again."
    if state == "25006":
        return f"{begin} would change the database; only reading is done here: write a SELECT."
    if "multiple commands" in told:
        return f"{begin} holds several statements; write one SELECT."
    reason = f" ({found[1].rstrip('. ')})" if found and not tells_secrets(found[1], address) else ""
    return f"{begin} cannot be run{reason}; correct it."
