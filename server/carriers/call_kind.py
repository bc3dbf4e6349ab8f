"""Kind of call: what the address of a carrier's webhook says of the calls of a number."""

from fastapi import Request
from loguru import logger

from conversation.events.call_parameters import CONSENT, LANGUAGE, PLAYBOOK
from pipeline.runtime import Runtime


def kind_of(request: Request, runtime: Runtime) -> dict[str, str]:
    """The language, the playbook and the consent; what there is not is logged, and left out."""
    query = request.query_params
    said = {name: query[name] for name in (LANGUAGE, PLAYBOOK, CONSENT) if query.get(name)}
    wrong = runtime.coaches.wrong_of(said)
    if wrong:
        logger.error("the webhook's address is wrong: {}", "; ".join(wrong.values()))
    return {name: value for name, value in said.items() if name not in wrong}
