"""Transfer by Twilio: another agent's browser has answered for a call that is heard."""

from collections.abc import Collection, Mapping

from loguru import logger

from conversation.events.payloads import CallTransferred
from pipeline.runtime import Runtime
from settings.dial_address import DialKind, parse_address
from transports.twilio.dialing import agent_id_of

BY = "twilio"
"""Who gives such a call on."""


async def follow_transfer(
    runtime: Runtime, form: Mapping[str, str], names: Collection[str]
) -> None:
    """Give a call on to the agent whose client has answered a leg of it, as a callback says.

    A callback of a `<Client>` names the leg that is forked as `ParentCallSid`. An agent
    who is not among `names`, those who may have calls, takes nothing over.
    """
    address = parse_address(form.get("To", ""))
    if (
        form.get("CallStatus") != "in-progress"
        or not address
        or address.kind is not DialKind.CLIENT
    ):
        return
    agent = agent_id_of(address.user, names)
    record = await runtime.log.call(form.get("ParentCallSid", ""))
    if agent not in names or record is None or record.ended_at or record.agent_id == agent:
        return
    given = CallTransferred(agent, record.agent_id, BY)
    await runtime.events.publish(record.call_id, given)
    logger.info("call {} was given on by Twilio", record.call_id)
