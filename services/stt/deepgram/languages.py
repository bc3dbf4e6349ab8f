"""Deepgram languages: the tag to ask for, which is not every one that a call may have.

Deepgram answers 400 for a region that it has no model of: `de-AT`, `es-MX`, `en-CA`. Source:
https://developers.deepgram.com/docs/models-languages-overview
"""

from settings.languages import is_auto

_REGIONAL = {
    *("da-DK", "de-CH", "en-AU", "en-GB", "en-IN", "en-NZ", "en-US", "es-419", "fr-CA", "gu-IN"),
    *("ko-KR", "nl-BE", "pt-BR", "pt-PT", "sv-SE", "th-TH"),
    *("zh-CN", "zh-HK", "zh-Hans", "zh-Hant", "zh-TW"),
}
_OTHER_NAMES = {"nb": "no", "nn": "no", "fil": "tl"}


_ANY = "multi"
"""It then tells the language of the words: https://developers.deepgram.com/docs/multilingual-code-switching."""


def asked_language(tag: str) -> str:
    """The tag that Deepgram is asked for, for calls in the language `tag`; for any, if `auto`."""
    if is_auto(tag):
        return _ANY
    base, _, region = tag.partition("-")
    if tag in _REGIONAL or not region:
        return _OTHER_NAMES.get(tag, tag)
    if (regional := f"{base}-{region.rpartition('-')[2]}") in _REGIONAL:
        return regional  # without its script
    if base == "es" and region != "ES":
        return "es-419"  # Latin America
    return _OTHER_NAMES.get(base, base)
