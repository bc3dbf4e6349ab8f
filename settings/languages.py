"""Language setting: what COACH_LANGUAGE takes, and what is meant by a tag that is none.

    fr         calls are in French
    auto       the first turns of a call tell its language; until then it is taken for English
    auto:fr    the same; until then it is taken for French

A language that exists is taken whether a recogniser knows it or not: Deepgram learns new ones every
few months, and `callshadow check` asks it. The names are of those that it knows.
"""

import re
import unicodedata

from conversation.nearest import nearest

# The languages of https://developers.deepgram.com/docs/models-languages-overview: tag, English
# name, own name, ISO 639-2 code.
_NAMES = """
ar arabic ara|be belarusian bel|bg bulgarian bul|bn bengali ben|bs bosnian bos|ca catalan cat
cs czech cestina ces cze|da danish dansk dan|de german deutsch deu ger|el greek ell gre
en english eng|es spanish espanol castellano spa|et estonian eesti est|fa persian farsi fas per
fi finnish suomi fin|fil filipino|fr french francais fra fre|gu gujarati guj|he hebrew heb
hi hindi hin|hr croatian hrvatski hrv|hu hungarian magyar hun|id indonesian ind
it italian italiano ita|ja japanese jpn jp|kn kannada kan|ko korean kor kr|lt lithuanian lit
lv latvian lav|mk macedonian mkd|mr marathi mar|ms malay msa|nl dutch nederlands flemish nld dut
no norwegian norsk nor|pl polish polski pol|pt portuguese portugues brazilian por
ro romanian romana ron|ru russian rus|sk slovak slovencina slk|sl slovenian slovenscina slv
sr serbian srpski srp|sv swedish svenska swe|ta tamil tam|te telugu tel|th thai tha|tl tagalog tgl
tr turkish turkce tur|uk ukrainian ukr|ur urdu urd|vi vietnamese vie|zh chinese mandarin zho chi cn
"""
# The other languages of ISO 639-1, and some that have three letters alone.
_OTHERS = """
aa ab ae af ak am an as av ay az ba bi bm bo br ce ch co cr cu cv cy dv dz ee eo eu ff fj fo fy ga
gd gl gn gv ha ho ht hy hz ia ie ig ii ik io is iu jv ka kg ki kj kk kl km kr ks ku kv kw ky la lb
lg li ln lo lu mg mh mi ml mn mt my na nb nd ne ng nn nr nv ny oc oj om or os pa pi ps qu rm rn rw
sa sc sd se sg si sm sn so sq ss st su sw tg ti tk tn to ts tt tw ty ug uz ve vo wa wo xh yi yo za
zu ast ceb gsw haw hmn kab kea lus mai mni nso sat sco yue
"""
_WORDS = {
    word: words.split()[0]
    for words in _NAMES.replace("\n", "|").split("|")
    for word in words.split()
}
_TAGS = {*_WORDS.values(), *_OTHERS.split()}
AUTO = "auto"
"""In place of a tag: the first turns of a call tell its language."""
_UNTIL_KNOWN = "en"
_SHAPE = re.compile(r"([a-z]{2,3})((?:-[a-z0-9]{2,8})*)")
PATTERN = rf"^({'|'.join(sorted(_TAGS))})(-[A-Za-z0-9]{{2,8}})*$"
"""Of the tags as they are usually written."""
_REGIONS = {"UK": "GB", "EN": "GB"}


def language_setting(value: str) -> str:
    """The value of COACH_LANGUAGE, as it is usually written: a tag, `auto`, or `auto:` and a tag.

    Raises:
        ValueError: It is none; the message says what is, and the nearest one.
    """
    auto, colon, tag = value.strip().partition(":")
    if auto.casefold() != AUTO:
        return language_tag(value)
    return f"{AUTO}:{language_tag(tag)}" if colon else AUTO


def is_auto(setting: str) -> bool:
    """Whether a value of COACH_LANGUAGE leaves it to the first turns."""
    return setting.partition(":")[0] == AUTO


def default_of(setting: str) -> str:
    """The tag of the language that a call is taken for, by a value of COACH_LANGUAGE."""
    return setting.partition(":")[2] or _UNTIL_KNOWN if is_auto(setting) else setting


def language_tag(value: str) -> str:
    """The BCP-47 tag that is meant by `value`, as it is usually written: `fr-CA` for `fr_ca`.

    Raises:
        ValueError: It is none; the message says what is, and the nearest one.
    """
    found = _SHAPE.fullmatch(value.strip().replace("_", "-").casefold())
    if not found or found[1] not in _TAGS:
        raise ValueError(f"a language tag like en, fr or fr-CA{_meant(value)}")
    return found[1] + "".join(f"-{_written(part)}" for part in found[2].split("-")[1:])


def _written(part: str) -> str:
    """A part of a tag behind its language: a script as `Hant`, a region as `CA`."""
    if len(part) == 2:  # noqa: PLR2004 - as ISO 3166 writes a country
        return _REGIONS.get(part.upper(), part.upper())
    return part.title() if len(part) == 4 and part.isalpha() else part  # noqa: PLR2004 - ISO 15924


def _meant(value: str) -> str:
    if value.strip().casefold() == "multi":
        return "; multi names no language: set the one that most calls are in"
    plain = unicodedata.normalize("NFKD", value.casefold())
    words = re.findall("[a-z]+", "".join(char for char in plain if not unicodedata.combining(char)))
    near = next((found for word in words if (found := nearest(word, _WORDS, 0.7))), None)
    return f"; is {_WORDS[near]} meant?" if near else ""
