"""Voice providers: one row each, the best first."""

from services.route import check_route
from services.tts.elevenlabs import provider as elevenlabs
from services.tts.voice import VoiceProvider
from settings import Settings

PROVIDERS: tuple[VoiceProvider, ...] = (
    VoiceProvider(
        name="elevenlabs",
        needs="ELEVENLABS_API_KEY",
        configured=elevenlabs.configured,
        address=elevenlabs.address,
        load=elevenlabs.load,
        make=elevenlabs.make,
        failure=elevenlabs.failure,
        probe=elevenlabs.probe,
    ),
)


def chosen_voice(settings: Settings) -> VoiceProvider | None:
    """The first voice that is configured, if one is."""
    return next((row for row in PROVIDERS if row.configured(settings)), None)


def prepare_voice(settings: Settings) -> None:
    """Load the voice that is configured; stop the start where the environment keeps it away.

    Raises:
        SettingsError: A proxy or certificates that can't be used.
    """
    if voice := chosen_voice(settings):
        check_route(voice.address(settings))
        voice.load()
