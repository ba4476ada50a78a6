"""Where people live, in German and in English: streets with numbers, post boxes, postcodes."""

import re

# Without hyphens, which part names as blanks do: what can be read in one way only takes time in proportion to the text.
_NAME = r"[A-ZÄÖÜ][\wäöüß'\u2019]{0,30}"
_NUMBER = r"[0-9]{1,5}(?:[ ]?[a-zA-Z]\b)?(?:[ ]?[-/–][ ]?[0-9]{1,4}(?:[ ]?[a-zA-Z]\b)?)?(?![\w%€$])"
_POSTCODE = rf"[ ]*[,\n][ ]*(?:DE?-)?[0-9]{{4,5}}[ ]{_NAME}(?:[ -]{_NAME}){{0,2}}"
# "during", "spring" and "hearing" end as ring roads do, so that those are streets where a town follows.
GERMAN = rf"""
    \b(?:
        (?:{_NAME}[ -]){{0,3}}[\w'\u2019-]{{2,30}}?(?i:stra(?:ß|ss)e|str\.|str|allee|gasse)[ ]?{_NUMBER}
      | (?:{_NAME}[ -]){{0,3}}(?!Sitz|Stell|Park|Arbeits|Hin|Rück|Um)[A-ZÄÖÜ][\w'\u2019-]{{1,30}}?
        (?:platz|weg|damm|ufer|chaussee)[ ]{_NUMBER}
      | (?:{_NAME}[ -]){{1,3}}(?:Straße|Strasse|Str\.|Allee|Gasse|Platz|Weg|Damm|Ufer|Chaussee|Ring|Steig)[ ]{_NUMBER}
    )(?:{_POSTCODE})?
  | \b[A-ZÄÖÜ][\w'\u2019-]{{1,30}}ring[ ]{_NUMBER}{_POSTCODE}
  | \b(?:Am|An|Auf|Im|In|Zum|Zur|Unter)[ ](?:(?:der|den|dem)[ ])?{_NAME}(?:[ ]{_NAME})?[ ]{_NUMBER}{_POSTCODE}
  | \b(?i:postfach)[ ][0-9]{{1,4}}(?:[ ][0-9]{{2,4}}){{0,3}}(?:{_POSTCODE})?
  | \bDE?-[0-9]{{5}}\b(?:[ ]{_NAME})?
"""

_KINDS = (
    "Street|St|Avenue|Ave|Road|Rd|Boulevard|Blvd|Lane|Ln|Drive|Dr|Court|Ct|Terrace|Crescent|Parkway|Pkwy|Highway|Hwy"
    "|Square|Close|Mews|Way|Place|Pl|Circle|Cir|Trail|Trl"
)
_UNIT = r"(?:\.?,?[ ](?:(?i:apt|apartment|suite|unit|flat|ste)\.?[ ]?\#?|\#)[ ]?[\w-]{1,6}\b)?"
_STATE = r",?[ ][A-Z]{2}[ ][0-9]{5}(?:-[0-9]{4})?\b"
ENGLISH = rf"""
    (?<![\w$€£.,]) [0-9]{{1,6}}[a-zA-Z]?,?[ ]
    (?:
        (?:(?:[NSEW]|[NS][EW]|[0-9]{{1,3}}(?i:st|nd|rd|th)|[A-Z][\w'\u2019-]{{0,30}})\.?[ ]){{1,4}}
        (?:{_KINDS}|{_KINDS.upper()})\b
      | (?!way\b|the\b|this\b|that\b)[a-z]{{3,20}}[ ](?:street|avenue|boulevard|road|lane)\b
    ) {_UNIT} (?:\.?,?[ ]{_NAME}(?:[ ]{_NAME}){{0,2}}{_STATE})?
  | \b(?i:p\.?[ ]?o\.?[ ]?box)[ ]\#?[0-9]{{1,8}}\b
  | (?<=,)[ ]?[A-Z]{{2}}[ ][0-9]{{5}}(?:-[0-9]{{4}})?\b
  | \b[A-Z]{{2}}[ ][0-9]{{5}}-[0-9]{{4}}\b
  | \b[A-Z]{{1,2}}[0-9][A-Z0-9]?[ ][0-9][ABD-HJLNP-UW-Z]{{2}}\b
"""

# Every text with an address matches, whatever the case of its letters, and few others.
HINT = "|".join(
    (
        "(strasse|straße|str|str\\.|allee|gasse|platz|weg|damm|ufer|chaussee|ring|steig) ?[0-9]",
        f"[0-9][a-z]?,? ([^ ]+ ){{1,4}}({_KINDS})\\b",
        "[,\\n] *(de?-)?[0-9]{4,5} [^0-9]",
        "(postfach|box) #?[0-9]",
        "de?-[0-9]{5}|[a-z]{2} [0-9]{5}",
        "[a-z][0-9][a-z0-9]? [0-9][a-z]{2}",
    )
)

_FOUND = re.compile(f"{GERMAN}|{ENGLISH}", re.VERBOSE)


def without_addresses(text: str) -> str:
    """A text with ``[address]`` for every address found.

    Examples
    --------
    >>> without_addresses("Ich wohne in der Berliner Straße 12a, 10115 Berlin.")
    'Ich wohne in der [address].'
    >>> without_addresses("I moved to 742 Evergreen Terrace, Springfield, IL 62704 in 2020.")
    'I moved to [address] in 2020.'
    """
    return _FOUND.sub("[address]", text)
