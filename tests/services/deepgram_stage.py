"""A Deepgram that hears nothing, and takes one key."""

from peers.deepgram import DeepgramPeer
from peers.voice_ear import VoiceEar

OPTIONS = {"model": "nova-3", "encoding": "linear16", "sample_rate": "8000"}


def a_peer() -> DeepgramPeer:
    """The peer; its key is `right`."""
    return DeepgramPeer(lambda: VoiceEar([]), delay_s=0, api_key="right")
