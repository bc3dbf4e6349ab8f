"""The length of PCM."""

import pytest

from transports.audio.pcm import bytes_a_ms, duration_ms


@pytest.mark.parametrize("sample_rate", [8000, 16_000, 22_050])
def test_a_second_of_audio_is_two_bytes_a_sample(sample_rate: int) -> None:
    """At any rate, also one that has no whole number of samples a millisecond."""
    second = bytes(2 * sample_rate)
    assert duration_ms(second, sample_rate) == pytest.approx(1000)
    assert bytes_a_ms(sample_rate) * 1000 == pytest.approx(len(second))
