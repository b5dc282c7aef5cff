"""KMS: what only its reader may ever see (seeds of draws, vouchers' codes) is encrypted one by one.

The context (which race, which reward and number) is bound to the ciphertext: moved elsewhere, it does not decrypt.
"""

import secrets

from lahetti.core import aws
from lahetti.core.configuration import configuration

AT_ONCE = 10
"""Calls that may be under way at the same time."""


def encrypt(plain: bytes, **context: str) -> bytes:
    """Return the ciphertext of at most 4,096 bytes (quota of KMS Encrypt)."""
    answer = aws.client("kms").encrypt(KeyId=configuration().encryption_key, Plaintext=plain, EncryptionContext=context)
    return answer["CiphertextBlob"]


def decrypt(ciphertext: bytes, **context: str) -> bytes:
    """Return what was encrypted in this context."""
    answer = aws.client("kms").decrypt(
        KeyId=configuration().encryption_key, CiphertextBlob=ciphertext, EncryptionContext=context
    )
    return answer["Plaintext"]


def random_bytes() -> bytes:
    """Return 32 random bytes that nobody can guess."""
    return secrets.token_bytes(32)
