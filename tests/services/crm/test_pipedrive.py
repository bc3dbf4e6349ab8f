"""Pipedrive, against a peer that holds requests to its documents."""

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from typing import Any

from peers.pipedrive import CUSTOM, TOKEN, PipedrivePeer
from tests.services.crm.contract import CrmContract


class TestPipedrive(CrmContract):
    """What each CRM does."""

    custom = CUSTOM

    def opened(self) -> AbstractAsyncContextManager[PipedrivePeer]:
        return PipedrivePeer()

    def settings(self, peer: PipedrivePeer) -> dict[str, Any]:
        return {"crm": "pipedrive", "pipedrive_token": TOKEN, "pipedrive_url": peer.url}

    def person(self, peer: PipedrivePeer, **known: str) -> str:
        return peer.add_person(known["email"], known["phone"])

    def notes(self, peer: PipedrivePeer) -> Mapping[str, tuple[str | None, str]]:
        return {
            str(known): (str(one["person_id"]) if one["person_id"] else None, one["note"])
            for known, one in peer.items["activities"].items()
        }

    def fields(self, peer: PipedrivePeer, contact: str) -> Mapping[str, Any]:
        return peer.items["persons"][int(contact)]["custom_fields"]

    def set_field(self, peer: PipedrivePeer, contact: str, name: str, value: float) -> None:
        peer.items["persons"][int(contact)]["custom_fields"][name] = value
