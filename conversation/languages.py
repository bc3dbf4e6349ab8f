"""Language of a call: its base, its country, and what the built-in lists of words know of it."""

SENTENCE_ENDS = ".?!。।؟？！"
"""The marks at the end of a sentence, in the scripts of the languages that can be heard."""
SMALL_TALK = ("en", "es", "fr")
"""Of what greetings, "mm-hm", "okay" and hesitations are known (`coaching/silence.py`)."""
HIDDEN = ("en", "es", "fr")
"""Whose spoken numbers, and words around what must not be kept, are known (`privacy/`)."""

# Where a language is spoken in several countries, the one with the most call centres of it.
_COUNTRIES = {
    **{"bg": "BG", "ca": "ES", "cs": "CZ", "da": "DK", "de": "DE", "el": "GR", "en": "US"},
    **{"es": "ES", "et": "EE", "fi": "FI", "fr": "FR", "he": "IL", "hi": "IN", "hr": "HR"},
    **{"hu": "HU", "id": "ID", "it": "IT", "ja": "JP", "ko": "KR", "lt": "LT", "lv": "LV"},
    **{"ms": "MY", "nb": "NO", "nl": "NL", "nn": "NO", "no": "NO", "pl": "PL", "pt": "PT"},
    **{"ro": "RO", "ru": "RU", "sk": "SK", "sl": "SI", "sv": "SE", "th": "TH", "tr": "TR"},
    **{"uk": "UA", "vi": "VN", "zh": "CN"},
}
_AREAS = {"419": "MX"}  # Latin America
_ANY = "US"


def base_of(tag: str) -> str:
    """The language of a BCP-47 tag without its region: `fr` for `fr-CA` and `fr_ca`."""
    return tag.replace("_", "-").partition("-")[0].lower()


def country_of(tag: str) -> str:
    """The country whose phone numbers are meant: the tag's region, or the language's usual one."""
    for part in tag.replace("_", "-").split("-")[1:]:
        if part in _AREAS or len(part) == 2:  # noqa: PLR2004 - as ISO 3166 writes a country
            return _AREAS.get(part, part.upper())
    return _COUNTRIES.get(base_of(tag), _ANY)
