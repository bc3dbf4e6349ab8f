"""CRM providers: one row each."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from pydantic import SecretStr

from pubsub.clock import Clock
from services.crm import hubspot, pipedrive, salesforce
from services.crm.client import CrmClient, CrmSignIn, KeySignIn
from services.crm.field_map import read_field_map
from services.crm.oauth import OAuthSignIn
from services.crm.target import CrmRules, CrmTarget
from services.crm.vendor import CrmVendor
from services.delivery.errors import DeliveryError
from services.delivery.request import TIMEOUT
from services.http_session import HttpSession, open_http_session
from services.provider import Probe
from services.provider_names import no_provider
from settings import Settings, SettingsError


@dataclass(frozen=True, slots=True)
class CrmRow:
    """One CRM.

    Attributes:
        name: By which `CRM` chooses it.
        needs: What makes it usable, for people.
        configured: Whether it has what it needs.
        address: Where it is reached.
        vendor: How it is asked.
        sign_in: How it is told who asks.
    """

    name: str
    needs: str
    configured: Callable[[Settings], bool]
    address: Callable[[Settings], str]
    vendor: CrmVendor
    sign_in: Callable[[Settings, HttpSession, Clock], CrmSignIn]

    def describe(self) -> str:
        """What it is, for people."""
        return self.vendor.title

    @asynccontextmanager
    async def make(self, settings: Settings, clock: Clock) -> AsyncIterator[CrmClient]:
        """The client of its account, until the block ends.

        Raises:
            SettingsError: The environment's proxy or certificates can't be used.
        """
        address = self.address(settings)
        async with open_http_session(address, TIMEOUT) as session:
            sign_in = self.sign_in(settings, session, clock)
            yield CrmClient(self.vendor, address, session, sign_in, clock)

    async def probe(self, settings: Settings) -> Probe:
        """Ask whether it takes the credentials; nothing is written."""
        async with self.make(settings, Clock()) as client:
            try:
                await client.ask(self.vendor.who())
            except DeliveryError as error:
                return Probe(False, error.message)
        return Probe(True, f"{self.vendor.title} takes the credentials")


def _bearer(token: SecretStr | None) -> KeySignIn:
    return KeySignIn({"Authorization": f"Bearer {_said(token)}"})


def _said(secret: SecretStr | None) -> str:
    return secret.get_secret_value() if secret else ""


def _salesforce(settings: Settings, session: HttpSession, clock: Clock) -> CrmSignIn:
    """A token of the client credentials flow; of the refresh token's, where there is one."""
    form = {
        "grant_type": "client_credentials",
        "client_id": _said(settings.salesforce_client_id),
        "client_secret": _said(settings.salesforce_client_secret),
    }
    if settings.salesforce_refresh_token:
        refresh = _said(settings.salesforce_refresh_token)
        form |= {"grant_type": "refresh_token", "refresh_token": refresh}
    address = f"{(settings.salesforce_url or '').rstrip('/')}{salesforce.TOKEN_PATH}"
    return OAuthSignIn(address, form, session, salesforce.Salesforce.title, clock)


PROVIDERS: tuple[CrmRow, ...] = (
    CrmRow(
        name="hubspot",
        needs="HUBSPOT_TOKEN",
        configured=lambda settings: settings.hubspot_token is not None,
        address=lambda settings: settings.hubspot_base_url or hubspot.ADDRESS,
        vendor=hubspot.HubSpot(),
        sign_in=lambda settings, *_: _bearer(settings.hubspot_token),
    ),
    CrmRow(
        name="salesforce",
        needs="SALESFORCE_URL, SALESFORCE_CLIENT_ID and SALESFORCE_CLIENT_SECRET",
        configured=lambda settings: bool(
            settings.salesforce_url
            and settings.salesforce_client_id
            and settings.salesforce_client_secret
        ),
        address=lambda settings: settings.salesforce_url or "",
        vendor=salesforce.Salesforce(),
        sign_in=_salesforce,
    ),
    CrmRow(
        name="pipedrive",
        needs="PIPEDRIVE_URL and PIPEDRIVE_TOKEN",
        configured=lambda settings: bool(settings.pipedrive_url and settings.pipedrive_token),
        address=lambda settings: settings.pipedrive_url or "",
        vendor=pipedrive.Pipedrive(),
        sign_in=lambda settings, *_: KeySignIn({"x-api-token": _said(settings.pipedrive_token)}),
    ),
)


def chosen_crm(settings: Settings) -> CrmRow | None:
    """The CRM that is written to; None where nobody chose one.

    Raises:
        SettingsError: There is no such CRM, or it has not what it needs.
    """
    if not settings.crm:
        return None
    rows = {row.name: row for row in PROVIDERS}
    row = rows.get(settings.crm.strip().lower())
    if row is None:
        raise no_provider("CRM", settings.crm, settings.crm, rows)
    if not row.configured(settings):
        raise SettingsError(f"CRM={row.name} needs {row.needs}")
    return row


@asynccontextmanager
async def open_crm(settings: Settings, clock: Clock) -> AsyncIterator[list[CrmTarget]]:
    """The CRM of the settings as a target, until the block ends; none where none is chosen.

    Raises:
        SettingsError: As `chosen_crm`; or the file of fields is wrong.
    """
    row = chosen_crm(settings)
    if row is None:
        yield []
        return
    notes_of_nobody = settings.crm_without_person == "note"
    fields = read_field_map(settings.crm_fields)
    rules = CrmRules(settings.crm_person_by, notes_of_nobody, fields)
    async with row.make(settings, clock) as client:
        yield [CrmTarget(row.name, client, rules)]
