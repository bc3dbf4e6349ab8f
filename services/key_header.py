"""Key in a request's header: of an address that may hold a name and a password in its place."""

from pydantic import SecretStr

from settings import SettingsError
from settings.addresses import has_login, mask_login


def key_header(
    address: str,
    key: SecretStr | None,
    *,
    named: tuple[str, str],
    scheme: str = "Bearer",
    without: str = "",
) -> dict[str, str]:
    """The header `Authorization` of a key; none where the address has a login, which is sent there.

    Args:
        address: Where requests go.
        key: The key, where there is one.
        named: The settings of the address and of the key.
        scheme: Before the key.
        without: What is sent in place of a key; nothing where it is empty.

    Raises:
        SettingsError: There is a key and a login, and one header.
    """
    if has_login(address):
        if key:
            raise SettingsError(
                f"{named[0]}={mask_login(address)}: has a name and a password, and {named[1]} is"
                " sent in their place: take the one or the other away"
            )
        return {}
    sent = key.get_secret_value() if key else without
    return {"Authorization": f"{scheme} {sent}"} if sent else {}
