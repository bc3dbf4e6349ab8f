"""ElevenLabs service: Pipecat's over `multi-stream-input`, a socket a listener.

| message | when |
|---|---|
| `{"text": " ", "context_id"}` | a text begins |
| `{"text", "context_id"}` | the text |
| `{"context_id", "close_context": true}` | it is whole, or it is not wanted any more |
| `{"text": ""}` | every 10 s; after 20 s without a message ElevenLabs closes |
| `{"close_socket": true}` | the end |

Sound comes as `{"audio", "contextId"}`, 16-bit PCM in base64, and ends with `isFinal`. A key, a
voice or a model that it does not take is refused by the handshake, or by a close with 1008.
https://elevenlabs.io/docs/api-reference/text-to-speech/v-1-text-to-speech-voice-id-multi-stream-input
"""

from typing import Any

from pipecat.services.elevenlabs.tts import ElevenLabsTTSService

from services.tts.route import voice_route


class RoutedElevenLabs(ElevenLabsTTSService):
    """Pipecat's service, by the proxy and the certificates of the environment."""

    async def _websocket_connect(self, uri: str, **kwargs: Any) -> Any:
        return await super()._websocket_connect(uri, **voice_route(uri), **kwargs)


def make_service(
    *, api_key: str, url: str, sample_rate: int, model: str, voice: str
) -> RoutedElevenLabs:
    """The voice of one listener; it connects when its pipeline is set up."""
    return RoutedElevenLabs(
        api_key=api_key,
        url=url,
        sample_rate=sample_rate,
        reconnect_on_error=False,  # its waits are for calls; the next headline connects anew
        settings=ElevenLabsTTSService.Settings(model=model, voice=voice),
    )
