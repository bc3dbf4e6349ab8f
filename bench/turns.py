"""Whether what was said is in a transcript."""

from collections import Counter
from collections.abc import Mapping, Sequence

from bench.looped_call import LoopedCall
from conversation.speech.speakers import Speaker
from peers.deepgram_wire import bare


def lost_turns(
    call: LoopedCall, transcript: Sequence[Mapping[str, str]], from_ms: float, to_ms: float
) -> tuple[int, int]:
    """Count the turns of a stretch of the looped call, and those that are not in a transcript.

    A turn is there when its words are, one after the other; where the transcript cuts its own
    turns does not matter.

    Args:
        call: The looped call.
        transcript: Objects with `speaker` and `text`, in order.
        from_ms: Begin of the stretch; only turns that begin and end in it count.
        to_ms: Its end.
    """
    spoken = lost = 0
    for speaker in Speaker:
        said = _plain(" ".join(t["text"] for t in transcript if t["speaker"] == speaker))
        turns = Counter(_plain(turn.text) for turn in call.turns_within(speaker, from_ms, to_ms))
        spoken += turns.total()
        lost += sum(max(0, times - said.count(text)) for text, times in turns.items())
    return spoken, lost


def _plain(text: str) -> str:
    return " " + " ".join(filter(None, map(bare, text.split()))) + " "
