"""Deepgram query: what a model is asked for, for one party's audio.

| model | address | names that it should know | language |
|---|---|---|---|
| nova-3 and its kin | `/v1/listen` | `keyterm` | `language` |
| nova-2, nova, enhanced, base | `/v1/listen` | `keywords`, single words | `language` |
| flux-general-en | `/v2/listen` | `keyterm` | none: English |
| flux-general-multi | `/v2/listen` | `keyterm` | `language_hint`, none for any |

https://developers.deepgram.com/docs/keyterm, `…/docs/keywords`, `…/docs/flux/language-prompting`
"""

from collections.abc import Iterable, Sequence
from itertools import islice

from services.stt.deepgram.languages import asked_language
from settings import Settings
from settings.deepgram_options import is_flux
from settings.stt_settings import ANY_LANGUAGE

Query = dict[str, str | list[str]]
"""Names of parameters, each with its value or values."""

_MOST_NAMES = 100
# A request with more than 500 tokens of names is refused, and a call would not be heard for it.
# A token of a rare name has two letters or more.
_MOST_LETTERS = 1000
_KEYWORD_MODELS = ("nova", "enhanced", "base")


def query(settings: Settings, sample_rate: int, names: Sequence[str] = ()) -> Query:
    """What is asked of `DEEPGRAM_MODEL`; `names` are what the call may be about."""
    model = settings.deepgram_model
    asked: Query = {"model": model, "encoding": "linear16", "sample_rate": str(sample_rate)}
    asked |= _flux(settings) if is_flux(model) else _nova(settings)
    options: dict[str, list[str]] = {}
    for name, value in settings.deepgram_options or ():
        options.setdefault(name, []).append(value)
    asked |= {name: values[0] if len(values) == 1 else values for name, values in options.items()}
    parameter, known = _known(model, names)
    if parameter and known:
        asked[parameter] = _few([*options.get(parameter, []), *known])
    return asked


def language(settings: Settings) -> str:
    """The language that Deepgram is asked for; `multi` for any."""
    return asked_language(settings.deepgram_language or settings.coach_language)


def _nova(settings: Settings) -> Query:
    return {
        "language": language(settings),
        "interim_results": "true",
        "punctuate": "true",
        "smart_format": "true",
        "endpointing": "300",  # ms; the default of 10 cuts turns to pieces
        "channels": "1",
        "multichannel": "false",
    }


def _flux(settings: Settings) -> Query:
    asked = language(settings)
    hinted = settings.deepgram_model.endswith("multi") and asked != ANY_LANGUAGE
    return {"language_hint": asked.partition("-")[0]} if hinted else {}


def _known(model: str, names: Iterable[str]) -> tuple[str, list[str]]:
    if model.startswith("nova-3") or is_flux(model):
        return "keyterm", [name for name in names if name]
    if model.startswith(_KEYWORD_MODELS):
        words = (word.strip(".,:;") for name in names for word in name.split())
        return "keywords", [word for word in words if word[:1].isupper()]
    return "", []


def _few(names: Iterable[str]) -> list[str]:
    """The first of them, each once, as many as Deepgram takes."""
    few, letters = list[str](), 0
    for name in islice(dict.fromkeys(names), _MOST_NAMES):
        letters += len(name) + 1
        if letters > _MOST_LETTERS:
            break
        few.append(name)
    return few
