"""Sign-in errors: why a user can't be signed in."""

from conversation.errors import CallShadowError, ErrorCode


class SignInError(CallShadowError):
    """A user can't be signed in; the code says why, and the message to the log what to check."""

    code = ErrorCode.SIGN_IN_REFUSED


def unreachable(why: str) -> SignInError:
    """The provider gives no answer that can be used."""
    return SignInError(f"OIDC_ISSUER: {why}", code=ErrorCode.PROVIDER_UNREACHABLE, retryable=True)


def refused(why: str) -> SignInError:
    """The provider's answer vouches for nobody."""
    return SignInError(f"the provider's word is refused: {why}")
