"""Labelled calls as scripts of calls to be spoken: other voices and paces in each of them."""

from conversation.languages import base_of
from conversation.speech.speakers import Speaker
from evaluation.labels.labelled_call import LabelledCall
from examples.call_maker.script import CallScript, ScriptLine
from examples.call_maker.speech import Voice

VOICES = {
    "en": ("en-gb", "en-us+f3", "en-gb-scotland+m3", "en-us+m7"),
    "fr": ("fr", "fr+f2", "fr-be+m3", "fr+f4"),
    "es": ("es", "es-419+f4", "es+f2", "es-419+m3"),
}
"""Of eSpeak NG, by language."""
_PACES = (1.0, 1.15, 0.9)
_EARLIEST_S, _LATEST_S = -2.0, 10.0


def script_of(call: LabelledCall, number: int) -> CallScript:
    """The script of a labelled call, whose turns follow, or overlap, as the labels say.

    Args:
        call: The call.
        number: Its number among the calls, which chooses the voices.
    """
    voices = VOICES.get(base_of(call.language), VOICES["en"])
    of_customer, of_agent = number % len(voices), (number + 1) % len(voices)
    pace = _PACES[number % len(_PACES)]
    lines: list[ScriptLine] = []
    ended_ms = call.turns[0].start_ms
    for turn in call.turns:
        after = min(max((turn.start_ms - ended_ms) / 1000, _EARLIEST_S), _LATEST_S)
        said = {str(turn.speaker): turn.text, "after": after}
        if any(map(str.isalnum, turn.text)):
            lines.append(ScriptLine.model_validate(said))
            ended_ms = turn.end_ms
    return CallScript(
        title=call.id,
        language=call.language,
        voices={
            Speaker.CUSTOMER: {"espeak": Voice(name=voices[of_customer], pace=pace)},
            Speaker.AGENT: {"espeak": Voice(name=voices[of_agent])},
        },
        turns=lines,
    )
