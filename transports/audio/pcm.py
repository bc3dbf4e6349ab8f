"""PCM: how long 16-bit mono audio is, by its bytes."""

BYTES_A_SAMPLE = 2


def bytes_a_ms(sample_rate: int) -> float:
    """How many bytes a millisecond of audio takes at `sample_rate` Hz."""
    return BYTES_A_SAMPLE * sample_rate / 1000


def duration_ms(pcm: bytes, sample_rate: int) -> float:
    """How long audio of `sample_rate` Hz is."""
    return len(pcm) / bytes_a_ms(sample_rate)
