"""What tells a row from others: a hash of all it says, by which a row delivered again is known."""

from collections.abc import Mapping

from journeymine.sources.store.kinds import plain_text


def identity(columns: Mapping[str, str]) -> str:
    """SQL for the identity of a row: 128 bits of MD5 over the lengths and texts of its values.

    MD5 is the same in every version of DuckDB, which ``hash()`` is not; it guards against accidents, and whoever could
    forge a row may as well deliver it. Texts do not run into each other, for each is led by its length in bytes; a
    missing value differs from an empty one. A number counts as the same whether it came as 5, 5.0 or "5".

    Parameters
    ----------
    columns
        The columns of a row and their kinds, in a fixed order; a number column ``x`` needs its bits beside it, as an
        integer column ``x_bits``.

    Examples
    --------
    >>> import duckdb
    >>> alike = duckdb.sql("SELECT 'ab' AS x, 'c' AS y UNION ALL SELECT 'a' AS x, 'bc' AS y")
    >>> alike.query("rows", f"SELECT count(DISTINCT {identity({'x': 'text', 'y': 'text'})}) FROM rows").fetchall()
    [(2,)]
    """
    texts = [plain_text(column, kind) for column, kind in columns.items()]
    led = [f"coalesce(strlen({text}) || ':' || {text}, '-')" for text in texts]
    return f"md5_number(concat({', '.join(led)}))"
