"""Audio on its way to a recogniser whose connection may die."""

from services.stt.finalize_tracker import FinalizeRequest
from services.stt.piece import AudioPiece
from services.stt.replay_buffer import ReplayBuffer


def pieces(first: int, last: int) -> list[bytes]:
    return [b"%d" % number for number in range(first, last + 1)]


def buffer_of(count: int, start: int = 0) -> ReplayBuffer:
    """So many pieces of 100 ms that wait, named by their numbers."""
    waiting = ReplayBuffer()
    add(waiting, range(start, start + count))
    return waiting


def add(waiting: ReplayBuffer, numbers: range, *, speaking: bool = True) -> None:
    for number in numbers:
        waiting.add(number * 100, b"%d" % number, 100, speaking=speaking)


def send(waiting: ReplayBuffer, *, speaking: bool = True) -> list[bytes | FinalizeRequest]:
    """Send all that waits."""
    sent = []
    while waiting.waits:
        item = waiting.take(speaking=speaking)
        sent.append(item.audio if isinstance(item, AudioPiece) else item)
    return sent


def test_audio_waits_in_order():
    """What is added first is sent first, and once."""
    waiting = buffer_of(3)
    assert send(waiting) == pieces(0, 2)
    assert not waiting.waits


def test_a_minute_of_speech_waits_at_most():
    """The oldest audio goes when a connection stays away for long, and what is lost is counted."""
    waiting = buffer_of(700)
    assert waiting.lost_ms == 10_000
    assert send(waiting) == pieces(100, 699)


def test_silence_that_waits_is_shortened():
    """What ends an utterance stays of it, and what may be a soft begin; it is never lost."""
    waiting = buffer_of(3)
    add(waiting, range(3, 1000), speaking=False)
    add(waiting, range(1000, 1003))
    assert waiting.lost_ms == 0
    assert send(waiting) == pieces(0, 5) + pieces(992, 1002)
    assert [waiting.clock.at(ms) for ms in (550, 600, 1400)] == [550, 99_200, 100_000]


def test_requests_keep_their_places():
    """Each follows the audio before it, over the next connection too, until it is done."""
    first, second = FinalizeRequest(), FinalizeRequest()
    waiting = buffer_of(2)
    waiting.ask(first)
    add(waiting, range(2, 4))
    waiting.ask(second)
    assert send(waiting) == [*pieces(0, 1), first, *pieces(2, 3), second]
    waiting.reconnected()
    first.done = True
    assert send(waiting) == [*pieces(0, 1), first, *pieces(2, 3), second]
    waiting.finalized(200)
    waiting.reconnected()
    assert send(waiting) == [*pieces(2, 3), second]


def test_speech_without_a_final_result_is_sent_again_before_what_waits():
    """A new connection hears what the lost one took along, then the rest."""
    waiting = buffer_of(4)
    send(waiting)
    waiting.finalized(200)
    add(waiting, range(4, 6))
    waiting.reconnected()
    assert send(waiting) == pieces(2, 5)


def test_finalized_audio_is_not_sent_again():
    """A final result that covers all leaves nothing for the next connection."""
    waiting = buffer_of(4)
    send(waiting)
    waiting.finalized(400)
    waiting.reconnected()
    assert not waiting.waits


def test_what_is_final_of_a_piece_is_not_sent_again():
    """Words that end within a piece would be heard twice, were all of it sent again."""
    waiting = ReplayBuffer()
    for number in range(3):
        waiting.add(number * 100, bytes([number]) * 1600, 100)
    send(waiting)
    waiting.finalized(160)
    waiting.reconnected()
    assert send(waiting) == [b"\1" * 640, b"\2" * 1600]
    assert [waiting.clock.at(ms) for ms in (0, 40)] == [160, 200]


def test_long_silence_is_not_sent_again():
    """Where nobody speaks the last two seconds are enough: they may be the begin of speech."""
    waiting = buffer_of(100)
    send(waiting, speaking=False)
    waiting.reconnected()
    assert send(waiting) == pieces(80, 99)


def test_a_minute_of_speech_is_sent_again_at_most():
    """A recogniser that never finalizes anything must not be flooded after a reconnect."""
    waiting = ReplayBuffer()
    for first in (0, 500):
        add(waiting, range(first, first + 500))
        send(waiting)
    waiting.reconnected()
    assert send(waiting) == pieces(400, 999)


def test_a_second_loss_sends_the_same_again():
    """A final result counts from the start of each connection."""
    waiting = buffer_of(4)
    send(waiting)
    waiting.finalized(100)
    waiting.reconnected()
    send(waiting)
    waiting.finalized(100)
    waiting.reconnected()
    assert send(waiting) == pieces(2, 3)


def test_times_are_the_calls_after_a_reconnect():
    """The clock of a new connection starts where the audio belongs that is sent again."""
    waiting = buffer_of(4, start=50)
    send(waiting)
    waiting.finalized(200)
    waiting.reconnected()
    send(waiting)
    assert [waiting.clock.at(ms) for ms in (0, 150)] == [5200, 5350]


def test_speech_that_is_noticed_late_is_no_silence():
    """Two seconds of what looked like silence are there yet, and count as speech from its begin."""
    waiting = buffer_of(3)
    add(waiting, range(3, 103), speaking=False)
    waiting.speech_began(9500)
    assert send(waiting) == pieces(0, 5) + pieces(87, 102)
    waiting.reconnected()
    assert waiting.speech_ms() == 300 + 800
