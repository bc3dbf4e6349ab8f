"""Fan-out channels: the names under which topics of the hub stand in Redis."""

from urllib.parse import quote

from pubsub.hub_topics import ALL_CALLS, ONE_CALL

PREFIX = "callshadow:"
EVERY_CALL = f"{PREFIX}{ONE_CALL}*"
"""A pattern: each event is published on its call's channel alone."""


def channel_of(topic: str) -> str:
    """The channel of a topic, or its pattern; quoted, so that no call's id can be taken for one."""
    return EVERY_CALL if topic == ALL_CALLS else PREFIX + quote(topic, safe=":")
