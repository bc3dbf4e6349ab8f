"""What is found out of the recognisers of a chain."""

from dataclasses import replace

import pytest

from bots.check_finding import CheckState
from bots.recognisers_check import check_recognisers, found
from services.provider import Probe
from services.stt.providers import PROVIDERS
from settings import Settings, SettingsError, load

DEEPGRAM = PROVIDERS[0]


async def well(settings: Settings) -> Probe:
    return Probe(True, "one that hears")


async def away(settings: Settings) -> Probe:
    return Probe(False, "one that is away")


@pytest.mark.parametrize(
    ("probes", "state", "stops", "told"),
    [
        ((well, well), CheckState.OK, False, "one that hears; then one that hears"),
        ((away, well), CheckState.FAILED, False, "one that is away; then one that hears"),
        ((away, away), CheckState.FAILED, True, "one that is away; then one that is away"),
    ],
)
async def test_each_of_a_chain_is_asked(probes: tuple, state: CheckState, stops: bool, told: str):
    """The phone bot can run where one of them can hear."""
    rows = [replace(DEEPGRAM, probe=probe) for probe in probes]
    finding = await found(rows, load())
    assert (finding.state, finding.stops, finding.detail) == (state, stops, told)


@pytest.mark.parametrize(
    ("chain", "told"),
    [
        ("deepgram,recorded", "recorded hears nobody, and stands alone"),
        ("deepgram,deepgram", "one recogniser stands there twice"),
        ("deepgram,whisper", "Input should be 'deepgram', "),
        ("moonshine,deepgram", "needs"),
    ],
)
async def test_a_chain_that_can_not_work_stops_the_start(chain: str, told: str):
    """One line: the setting, its value and what is wrong."""
    with pytest.raises(SettingsError) as error:
        await check_recognisers(load(stt=chain))
    assert str(error.value).startswith(f"STT={chain}:")
    assert told in str(error.value)
