"""Recogniser check: whether each recogniser that `STT` names can hear a call."""

import asyncio
from collections.abc import Sequence

from bots.check_finding import CheckFinding, CheckState
from services.stt.provider_row import SttProvider
from services.stt.providers import check_stt_route, chosen_stt
from settings import Settings


async def check_recognisers(settings: Settings) -> CheckFinding:
    """Ask the recognisers, as a call does.

    Raises:
        SettingsError: `STT` names none, or one that can't work or be reached.
    """
    check_stt_route(settings)
    return await found(chosen_stt(settings), settings)


async def found(rows: Sequence[SttProvider], settings: Settings) -> CheckFinding:
    """What the recognisers of a chain answer; calls are heard where one of them can hear."""
    probes = await asyncio.gather(*(row.probe(settings) for row in rows))
    if not probes[0].ok and not rows[0].needs:
        return CheckFinding(CheckState.MISSING, probes[0].detail)
    works = [CheckState.OK if probe.told else CheckState.UNKNOWN for probe in probes if probe.ok]
    state = works[0] if len(works) == len(probes) else CheckState.FAILED
    return CheckFinding(state, "; then ".join(probe.detail for probe in probes), needed=not works)
