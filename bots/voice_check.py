"""Voice check: whether the voice that says advice to a listener can be used."""

from bots.check_finding import CheckFinding
from services.tts.providers import chosen_voice, prepare_voice
from settings import Settings


async def check_voice(settings: Settings) -> CheckFinding | None:
    """Ask the voice that is configured; None where there is none, as nobody has to hear the advice.

    Raises:
        SettingsError: It can't be reached by the environment's proxy or certificates.
    """
    voice = chosen_voice(settings)
    if not voice:
        return None
    prepare_voice(settings)
    probe = await voice.probe(settings)
    return CheckFinding.probed(probe.detail, ok=probe.ok, needed=False)
