"""A key that a provider signs ID tokens with (RFC 7517, RFC 7519)."""

import json
from dataclasses import dataclass
from functools import cache
from typing import Any, Self

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jwt.algorithms import ECAlgorithm, RSAAlgorithm


@cache
def _rsa() -> rsa.RSAPrivateKey:
    """One for all providers: it takes a tenth of a second to make."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass(frozen=True)
class SigningKey:
    """A private key.

    Attributes:
        key_id: Its `kid`.
        private: The key.
    """

    key_id: str
    private: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey

    @classmethod
    def rsa(cls, key_id: str) -> Self:
        """A key for RS256, the same for every id."""
        return cls(key_id, _rsa())

    @classmethod
    def elliptic(cls, key_id: str) -> Self:
        """A new key for ES256."""
        return cls(key_id, ec.generate_private_key(ec.SECP256R1()))

    @property
    def algorithm(self) -> str:
        """What it signs by."""
        return "RS256" if isinstance(self.private, rsa.RSAPrivateKey) else "ES256"

    def published(self) -> dict[str, Any]:
        """The public key."""
        public = self.private.public_key()
        if isinstance(public, rsa.RSAPublicKey):
            key = json.loads(RSAAlgorithm.to_jwk(public))
        else:
            key = json.loads(ECAlgorithm.to_jwk(public))
        key.pop("key_ops", None)
        return key | {"kid": self.key_id, "use": "sig", "alg": self.algorithm}

    def sign(self, claims: dict[str, Any], **header: Any) -> str:
        """A token."""
        return jwt.encode(claims, self.private, self.algorithm, {"kid": self.key_id} | header)
