import pytest
from websockets.frames import Frame, Opcode
from websockets.streams import StreamReader

from services.stt.deepgram.masked_frame import Masks, masked_frame


@pytest.mark.parametrize("size", [1, 125, 126, 1600, 65_535, 65_536, 200_000])
def test_a_server_reads_the_audio(size: int) -> None:
    """Of any length, as one binary message; a server takes none that is not masked."""
    audio = bytes(number % 251 for number in range(size))
    reader = StreamReader()
    reader.feed_data(masked_frame(audio))
    reader.feed_eof()
    parsing = Frame.parse(reader.read_exact, mask=True)
    with pytest.raises(StopIteration) as parsed:
        next(parsing)
    frame = parsed.value.value
    assert (frame.opcode, frame.fin, frame.data) == (Opcode.BINARY, True, audio)
    assert reader.at_eof().send is not None


def test_a_server_reads_a_text() -> None:
    """As a text message of its words."""
    reader = StreamReader()
    reader.feed_data(masked_frame('{"type":"Finalize é"}'))
    parsing = Frame.parse(reader.read_exact, mask=True)
    with pytest.raises(StopIteration) as parsed:
        next(parsing)
    frame = parsed.value.value
    assert (frame.opcode, frame.fin) == (Opcode.TEXT, True)
    assert frame.data.decode() == '{"type":"Finalize é"}'


def test_no_mask_comes_again() -> None:
    """Each has four bytes of its own, from one stock to the next."""
    masks = Masks()
    given = [masks.next() for _ in range(3000)]
    assert {len(mask) for mask in given} == {4}
    assert len(set(given)) > len(given) - 10
