"""Which messages of a socket are of the call: by the streams that they name."""

import pytest

from transports.streams.own_streams import OwnStreams
from transports.streams.start import StreamStart, is_made, with_id

OWN, OTHER = StreamStart("CA1", "MZ1"), StreamStart("CA2", "MZ2")
NAMELESS = StreamStart("CA1")


def test_a_message_of_another_stream_is_not_of_the_call() -> None:
    """Whether or not a start has told of that stream."""
    streams = OwnStreams(OWN)
    assert streams.have("MZ1", is_audio=True)
    assert not streams.have("MZ2", is_audio=True)
    assert streams.take(OTHER)
    assert not streams.have("MZ2", is_audio=True)
    assert not streams.have(["MZ1"], is_audio=True)
    assert streams.have(None, is_audio=True)
    assert streams.have("MZ1")


def test_a_stream_that_begins_again_by_another_name_is_of_the_call() -> None:
    """So are the rests of the one before; another call's never are."""
    streams = OwnStreams(OWN)
    assert streams.have("MZ1", is_audio=True)
    assert not streams.take(StreamStart("CA1", "MZ3"))
    assert streams.have("MZ3", is_audio=True)
    assert streams.have("MZ1", is_audio=True)
    assert not streams.have("MZ2", is_audio=True)


def test_a_start_that_names_a_wrong_stream_costs_no_audio() -> None:
    """The stream that brings audio is the call's, until one that a start named does."""
    streams = OwnStreams(OWN)
    assert not streams.have("MZ9")  # no audio: an end that may be another call's
    assert streams.have("MZ9", is_audio=True)
    assert not streams.have("MZ8", is_audio=True)
    assert streams.have("MZ9")
    assert streams.have("MZ1", is_audio=True)
    assert not streams.have("MZ9", is_audio=True)


@pytest.mark.parametrize("start", [NAMELESS, with_id(NAMELESS)])
def test_a_start_that_names_no_stream_takes_the_first(start: StreamStart) -> None:
    """And no second one, but by a start of its own; another call's that names none is another's."""
    streams = OwnStreams(start)
    assert streams.take(StreamStart("CA2"))
    assert streams.have("MZ1")
    assert not streams.have("MZ2", is_audio=True)
    assert not streams.take(StreamStart("CA1", "MZ2"))
    assert streams.have("MZ2", is_audio=True)


def test_a_socket_without_a_stream_of_the_carriers_is_one_of_its_own() -> None:
    """So the next one of a call takes over from it."""
    first, second = with_id(NAMELESS).stream_id, with_id(NAMELESS).stream_id
    assert first
    assert is_made(first)
    assert first != second
    assert with_id(OWN) == OWN
