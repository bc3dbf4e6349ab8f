"""Deepgram recogniser options: what DEEPGRAM_OPTIONS may ask for beside what turns need.

    numerals=true,profanity_filter=true,keyterm=Northwind,keyterm=Acme One

https://developers.deepgram.com/reference/speech-to-text/listen-streaming, `…/listen-flux`
"""

from collections.abc import Iterable

from conversation.nearest import one_of

Options = tuple[tuple[str, str], ...]
"""Names and values, in the order in which they were written."""

_BOTH = {"keyterm", "mip_opt_out", "numerals", "profanity_filter", "redact", "tag"}
_NOVA = {
    *("detect_entities", "dictation", "endpointing", "extra", "filler_words", "keywords"),
    *("measurements", "replace", "search", "smart_format", "version"),
}
_FLUX = {"eager_eot_threshold", "eot_threshold", "eot_timeout_ms", "language_hint"}
_OURS = {
    "model": "DEEPGRAM_MODEL says it",
    "language": "DEEPGRAM_LANGUAGE says it",
    **dict.fromkeys(("callback", "callback_method"), "results come over the connection"),
    **dict.fromkeys(("encoding", "sample_rate", "channels", "multichannel"), "the call says it"),
    **dict.fromkeys(("interim_results", "punctuate"), "turns need it"),
    **dict.fromkeys(("utterance_end_ms", "vad_events"), "turns are found without it"),
    **dict.fromkeys(("diarize", "diarize_model"), "each party is heard alone"),
}
_OFTEN = {"extra", "keyterm", "keywords", "language_hint", "redact", "replace", "search", "tag"}


def is_flux(model: str) -> bool:
    """Whether a model is one of Flux, which has options of its own."""
    return model.startswith("flux")


def parse_options(text: str) -> Options:
    """The options of `name=value,…`.

    Raises:
        ValueError: One is no option, is set otherwise, has no value, or stands there twice.
    """
    entries = [entry.partition("=") for entry in text.split(",") if entry.strip()]
    options = tuple((name.strip().lower(), value.strip()) for name, _, value in entries)
    known = _BOTH | _NOVA | _FLUX
    for name, value in options:
        if name in _OURS:
            raise ValueError(f"{name!r} can't be set here: {_OURS[name]}")
        if name not in known:
            raise ValueError(f"{name!r} is no option; {one_of(name, sorted(known))}")
        if not value:
            raise ValueError(f"{name!r} has no value: options as name=value, between commas")
        if name not in _OFTEN and [one for one, _ in options].count(name) > 1:
            raise ValueError(f"{name!r} stands there twice")
    return options


def of_another_model(names: Iterable[str], model: str) -> str | None:
    """The first of the options that a model does not have; None where it has all."""
    known = _BOTH | (_FLUX if is_flux(model) else _NOVA)
    return next((name for name in names if name not in known), None)
