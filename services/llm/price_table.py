"""Price table: what each model costs, by a setting or by genai-prices, whose table is in its wheel.

Nothing is fetched. https://github.com/pydantic/genai-prices
"""

from collections.abc import Mapping
from importlib import import_module
from typing import Any
from urllib.parse import urlsplit

from loguru import logger

from conversation.models.rates import FREE, Rates
from settings.model_names import ModelName
from settings.proxy import is_this_machine

_OWN_MACHINE = "ollama"
_VENDORS = ("azure", "anthropic", "mistral")
_MANY = 1000


def rates_of(name: ModelName, address: str, own: Mapping[ModelName, Rates]) -> Rates | None:
    """The rates of a model; None where none is known. Takes a third of a second the first time.

    Args:
        name: The model.
        address: The base address of its server, which tells the vendor behind a compatible one.
        own: The rates that a setting knows.
    """
    if name in own:
        return own[name]
    is_here = is_this_machine(urlsplit(address).hostname or "")
    if name.provider == _OWN_MACHINE or (is_here and name.provider not in _VENDORS):
        return FREE
    prices = import_module("genai_prices")
    try:
        plain, cached, written, output = (
            _rate(prices, name, address, **tokens)
            for tokens in (
                {"input_tokens": _MANY},
                {"input_tokens": _MANY, "cache_read_tokens": _MANY},
                {"input_tokens": _MANY, "cache_write_tokens": _MANY},
                {"output_tokens": _MANY},
            )
        )
    except LookupError:
        logger.warning(
            "models: no price of {} is known; it counts as nothing against a budget. Set it:"
            " COACH_PRICES={}=INPUT/OUTPUT, in USD a million tokens",
            name,
            name,
        )
        return None
    return Rates(plain, cached, output, written)


def _rate(prices: Any, name: ModelName, address: str, **tokens: int) -> float:
    """USD a million tokens, of an answer short enough for the lowest tier."""
    usage = prices.Usage(**tokens)
    vendor = (
        {"provider_id": name.provider}
        if name.provider in _VENDORS
        else {"provider_api_url": address}
    )
    price = prices.calc_price(usage, name.model, **vendor)
    return float(price.total_price) * 1_000_000 / _MANY
