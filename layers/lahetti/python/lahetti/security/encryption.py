"""KMS: what only its reader may ever see (seeds of draws, vouchers' codes) is encrypted one by one.

The context (which race, which reward and number) is bound to the ciphertext: moved elsewhere, it does not decrypt.
"""

import secrets
from functools import cache
from threading import Lock
from typing import TYPE_CHECKING

from lahetti.core.configuration import configuration

if TYPE_CHECKING:
    from mypy_boto3_kms import KMSClient

AT_ONCE = 10
"""Calls that may be under way at the same time."""
_PATIENCE = (2, 5)
"""Seconds to connect and to wait for an answer."""
_MAKING = Lock()
"""Two threads must not make a client at the same time (boto3 guide, Session: not thread safe)."""


def _kms() -> "KMSClient":
    with _MAKING:
        return _client()


@cache
def _client() -> "KMSClient":
    import boto3  # late: few requests need it
    from botocore.config import Config

    patience = Config(
        connect_timeout=_PATIENCE[0],
        read_timeout=_PATIENCE[1],
        retries={"total_max_attempts": 4},
        max_pool_connections=AT_ONCE,
    )
    return boto3.client("kms", config=patience)


def encrypt(plain: bytes, **context: str) -> bytes:
    """Return the ciphertext of at most 4,096 bytes (quota of KMS Encrypt)."""
    answer = _kms().encrypt(KeyId=configuration().encryption_key, Plaintext=plain, EncryptionContext=context)
    return answer["CiphertextBlob"]


def decrypt(ciphertext: bytes, **context: str) -> bytes:
    """Return what was encrypted in this context."""
    answer = _kms().decrypt(KeyId=configuration().encryption_key, CiphertextBlob=ciphertext, EncryptionContext=context)
    return answer["Plaintext"]


def random_bytes() -> bytes:
    """Return 32 random bytes that nobody can guess."""
    return secrets.token_bytes(32)
