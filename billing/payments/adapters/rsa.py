"""RSA signatures with SHA-256, as WeChat and Alipay use them; keys as PEM in the settings."""

from base64 import b64decode, b64encode
from binascii import Error
from typing import cast

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey

from billing.payments.adapters.base import BadSignature


def sign(private_pem: str, message: bytes) -> str:
    """The signature in base64. Raises ValueError for what is no RSA key."""
    key = cast(RSAPrivateKey, serialization.load_pem_private_key(private_pem.encode(), password=None))
    return b64encode(key.sign(message, padding.PKCS1v15(), hashes.SHA256())).decode()


def verify(public_pem: str, message: bytes, signature: str) -> None:
    """Raises BadSignature unless the owner of the key has signed exactly this."""
    key = cast(RSAPublicKey, serialization.load_pem_public_key(public_pem.encode()))
    try:
        key.verify(b64decode(signature, validate=True), message, padding.PKCS1v15(), hashes.SHA256())
    except (InvalidSignature, Error, ValueError) as wrong:
        raise BadSignature from wrong
