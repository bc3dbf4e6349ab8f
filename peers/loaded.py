"""Loaded data: what every server reads once in its process, read before a server is forked.

Imported by the fork server. A fifth of the CPU that a forked server takes to start.
"""

from services.route import tls_context
from transports.audio.silero_vad import SileroModel

SileroModel()
tls_context()
