"""Enriched events of Snowplow in whatever form they are kept: TSV without a header, a table with one, JSON, Parquet."""

from collections.abc import Sequence
from glob import escape
from pathlib import Path

from journeymine.errors import EmptyLogError, InputError
from journeymine.sources.database import fetch, private_database
from journeymine.sources.delimited import broken_row, read_delimited
from journeymine.sources.json_lines import read_json_lines
from journeymine.sources.parquet import read_parquet
from journeymine.sources.raw import FileRows, picker
from journeymine.sources.text_lines import opened

_HEADER = """
app_id platform etl_tstamp collector_tstamp dvce_created_tstamp event event_id txn_id name_tracker v_tracker
v_collector v_etl user_id user_ipaddress user_fingerprint domain_userid domain_sessionidx network_userid
geo_country geo_region geo_city geo_zipcode geo_latitude geo_longitude geo_region_name ip_isp ip_organization
ip_domain ip_netspeed page_url page_title page_referrer page_urlscheme page_urlhost page_urlport page_urlpath
page_urlquery page_urlfragment refr_urlscheme refr_urlhost refr_urlport refr_urlpath refr_urlquery
refr_urlfragment refr_medium refr_source refr_term mkt_medium mkt_source mkt_term mkt_content mkt_campaign
contexts se_category se_action se_label se_property se_value unstruct_event tr_orderid tr_affiliation tr_total
tr_tax tr_shipping tr_city tr_state tr_country ti_orderid ti_sku ti_name ti_category ti_price ti_quantity
pp_xoffset_min pp_xoffset_max pp_yoffset_min pp_yoffset_max useragent br_name br_family br_version br_type
br_renderengine br_lang br_features_pdf br_features_flash br_features_java br_features_director
br_features_quicktime br_features_realplayer br_features_windowsmedia br_features_gears
br_features_silverlight br_cookies br_colordepth br_viewwidth br_viewheight os_name os_family os_manufacturer
os_timezone dvce_type dvce_ismobile dvce_screenwidth dvce_screenheight doc_charset doc_width doc_height
tr_currency tr_total_base tr_tax_base tr_shipping_base ti_currency ti_price_base base_currency geo_timezone
mkt_clickid mkt_network etl_tags dvce_sent_tstamp refr_domain_userid refr_dvce_tstamp derived_contexts
domain_sessionid derived_tstamp event_vendor event_name event_format event_version event_fingerprint
true_tstamp
"""

COLUMNS = tuple(_HEADER.split())
"""The 131 fields of the enriched TSV, in its order
(Snowplow, `Enriched stream TSV file format <https://docs.snowplow.io/docs/pipeline/enriched-tsv-format>`_)."""

_PARQUET = b"PAR1"


def read_snowplow(path: Path, asked: Sequence[str]) -> FileRows:
    """The fields asked for, one event a row; how the file begins says what it is.

    Parameters
    ----------
    path
        Enriched TSV without a header, or a table with one, JSON lines or Parquet with the names of `COLUMNS`; text also
        with ``.gz``.
    asked
        Distinct names of fields.

    Returns
    -------
    FileRows
        Fields of TSV are text, an empty one null.

    Raises
    ------
    EmptyLogError
        The file is empty.
    InputError, MissingColumnError
        It has another number of fields, a row is broken, or there is no such field.
    """
    with opened(path) as file:
        first = file.readline()
    if not first:
        message = f"{path.name} is empty; a log has at least one event."
        raise EmptyLogError(message)
    if first.startswith(_PARQUET):
        return FileRows(read_parquet(path, asked))
    if first.lstrip().startswith((b"{", b"[")):
        return FileRows(read_json_lines(path, asked))
    if b"collector_tstamp" in first:
        return FileRows(read_delimited(path, asked), typed=False)
    return _without_header(path, asked, first.count(b"\t") + 1)


def _without_header(path: Path, asked: Sequence[str], n_fields: int) -> FileRows:
    import duckdb

    if n_fields != len(COLUMNS):
        message = (
            f"The first line of {str(path)!r} has {n_fields} fields between tabs, and enriched events of Snowplow have "
            f"{len(COLUMNS)}; if the file is something else, say its `format`."
        )
        raise InputError(message)
    names = picker(asked, path.name)(COLUMNS)
    fields = ", ".join(f"{name}: 'VARCHAR'" for name in COLUMNS)
    query = f"""
        SELECT {", ".join(names)} FROM read_csv(
            $path, columns = {{{fields}}}, delim = '\t', quote = '', escape = '', header = false, auto_detect = false,
            compression = $compression
        )
    """  # noqa: S608 (names of `COLUMNS` only, the values are parameters)
    compression = "gzip" if path.suffix.lower() == ".gz" else "none"
    try:
        with private_database() as database:
            table = fetch(database, query, {"path": escape(str(path)), "compression": compression})
    except duckdb.Error as error:
        raise broken_row(error, path) from None
    return FileRows(table, typed=False)
