"""Conversation: the turns of a call so far, in the order of its clock."""

from bisect import bisect_left, insort

from conversation.speech.floor import Unit, unit_of
from conversation.speech.speakers import Speaker
from conversation.speech.turns import Turn


class Conversation:
    """The turns of one call, shared by the recorder (writes) and the coach (reads)."""

    def __init__(self) -> None:
        """Create an empty conversation."""
        self._turns: list[Turn] = []
        self._speaking: dict[Speaker, Turn] = {}

    @property
    def turns(self) -> list[Turn]:
        """All turns by their start."""
        return self._turns

    def add(self, turn: Turn) -> None:
        """Take in a finished turn; one that comes late still finds its place."""
        insort(self._turns, turn, key=_start)
        speaking = self._speaking.get(turn.speaker)
        if speaking and speaking.start_ms <= turn.start_ms:
            del self._speaking[turn.speaker]

    def hear(self, turn: Turn) -> None:
        """Take in the words so far of a turn that goes on."""
        self._speaking[turn.speaker] = turn

    def unit_of(self, turn: Turn) -> Unit:
        """The unit of a turn, with the turns of it that were finished before."""
        return unit_of(turn, self._turns, self._speaking.get(turn.speaker.other))

    def before(self, turn: Turn) -> list[Turn]:
        """The turns that began before `turn` did."""
        return self._turns[: bisect_left(self._turns, turn.start_ms, key=_start)]

    def last(self, speaker: Speaker) -> Turn | None:
        """The party's last turn."""
        return next((turn for turn in reversed(self._turns) if turn.speaker is speaker), None)

    def next_number(self, speaker: Speaker) -> int:
        """The number of the party's next turn: one above all that stand in its turns' ids.

        There may be fewer turns than numbers: speech without words takes one, too.
        """
        letter = speaker.value[0]
        numbers = (turn.turn_id.removeprefix(letter) for turn in self._turns)
        return 1 + max((int(number) for number in numbers if number.isdecimal()), default=0)


def _start(turn: Turn) -> int:
    return turn.start_ms
