"""Runs MiniStack in its own environment, with some things put right.

MiniStack 1.5.33 reads the paths of a REST API from the template's OpenAPI body, but passes over
`x-amazon-apigateway-any-method`, which is what SAM writes for `Method: any`: such a path answers 403. Here it
becomes the method ANY, which MiniStack serves rightly once it is there. And what functions log is kept where AWS
keeps it, but told nowhere: here each invocation also becomes a line of MiniStack's own log (`tools.cloud.log`).

Two calls it authorizes otherwise than AWS: sending a mail on `*`, here on the sender's domain; and statements in
PartiQL as the call itself on `*`, here as what they do on the table that they name. Conditions on an encryption context
are evaluated here; there the keys are never set.

It renews tokens without the client metadata of GetTokensFromRefreshToken, which AWS hands to the pool's trigger: here
it does, too. And it gives out tokens where that trigger fails; `MINISTACK_COGNITO_PRETOKEN_STRICT` ends that.

Two things took most of its time. Each new worker of a function unpacks the code and all layers anew, seconds of the
processor: here an archive is unpacked once, and the workers share it. After each invocation it waits 50 ms for a line
of the log that may still come: here the worker says when it has logged everything.
"""

import contextlib
import hashlib
import json
import os
import queue
import re
import sys
import threading
import time
import zipfile
from email.utils import parseaddr
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from ministack.app import main
from ministack.core import iam_actions, lambda_runtime
from ministack.services import apigateway_v1, cognito, lambda_svc

ANY_METHOD = "x-amazon-apigateway-any-method"
import_operation = apigateway_v1._import_operation
emit_logs = lambda_svc._emit_lambda_logs
mail_resource = iam_actions._ses_v2_resource_arn
action_of = iam_actions.extract_iam_action
resource_of = iam_actions.extract_resource_arn
tags_of = iam_actions.request_tag_context
renewed_tokens = cognito._get_tokens_from_refresh_token
tokens_of_user = cognito._build_auth_result
renewing = threading.local()
LOGGED = "\N{END OF TRANSMISSION}"
"""The line with which a worker says that an invocation has logged everything."""
LOG_SECONDS = 1.0
"""How long that line is waited for; a handler that raised does not write it."""
unpacking = threading.Lock()
STATEMENT = re.compile(r'(Insert|Update) (?:into )?"([^"]+)"', re.IGNORECASE)


def import_any_operation(api: str, resource: str, method: str, *rest: Any) -> None:
    import_operation(api, resource, "ANY" if method == ANY_METHOD.upper() else method, *rest)


def emit_and_tell(
    function: dict[str, Any],
    request: str,
    text: str,
    error: bool,
    milliseconds: int,
    **rest: Any,
) -> None:
    name = (function.get("config") or function).get("FunctionName", "")
    told = {"function": name, "error": error, "milliseconds": milliseconds, "text": text}
    # One write: print() makes several, between which other threads write theirs.
    sys.stdout.write(f"INVOCATION {json.dumps(told)}\n")
    sys.stdout.flush()
    emit_logs(function, request, text, error, milliseconds, **rest)


def resource_of_sending(method: str, path: str, body: bytes, region: str, account: str) -> str:
    if method == "POST" and path.startswith("/v2/email/outbound-"):
        _, sender = parseaddr(str(json.loads(body)["FromEmailAddress"]))
        return f"arn:aws:ses:{region}:{account}:identity/{sender.rpartition('@')[2]}"
    return str(mail_resource(method, path, body, region, account))


def statement(headers: dict[str, str], body: bytes) -> re.Match[str] | None:
    """Find what the first of several statements does on which table; our calls hold statements of one kind."""
    target = next((value for name, value in headers.items() if name.lower() == "x-amz-target"), "")
    if not target.endswith(".BatchExecuteStatement"):
        return None
    return STATEMENT.match(json.loads(body)["Statements"][0]["Statement"])


def action_of_call(service: str, method: str, path: str, headers: dict[str, str], body: bytes, *rest: Any) -> Any:
    if service == "dynamodb" and (found := statement(headers, body)):
        return f"dynamodb:PartiQL{found[1].title()}"
    return action_of(service, method, path, headers, body, *rest)


def resource_of_call(service: str, method: str, path: str, headers: dict[str, str], body: bytes, *rest: Any) -> Any:
    if service == "dynamodb" and (found := statement(headers, body)):
        _, region, account = rest
        return f"arn:aws:dynamodb:{region}:{account}:table/{found[2]}"
    return resource_of(service, method, path, headers, body, *rest)


def keys_of_call(service: str, action: str, body: bytes, *rest: Any) -> Any:
    """Return what conditions of policies may look at: of calls to KMS also the encryption context."""
    keys = dict(tags_of(service, action, body, *rest))
    if service == "kms" and body:
        context = json.loads(body).get("EncryptionContext") or {}
        keys.update({f"kms:EncryptionContext:{name}": value for name, value in context.items()})
    return keys


def renewed_with_metadata(data: dict[str, Any]) -> Any:
    renewing.metadata = data.get("ClientMetadata")
    try:
        return renewed_tokens(data)
    finally:
        renewing.metadata = None


def tokens_with_metadata(*who: Any, **rest: Any) -> Any:
    metadata = getattr(renewing, "metadata", None)
    return tokens_of_user(*who, **({**rest, "client_metadata": metadata} if metadata else rest))


class SharedArchive:
    """What a worker sees of zipfile.ZipFile: an archive is unpacked once, and each worker gets a link to it."""

    def __init__(self, file: str) -> None:
        # Named after what it holds, so that nobody meets somebody else's.
        fingerprint = hashlib.sha256(Path(file).read_bytes()).hexdigest()
        self.file, self.shared = file, Path(os.environ["TMPDIR"]) / "unpacked" / fingerprint

    def __enter__(self) -> "SharedArchive":
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def namelist(self) -> list[str]:
        """Name nothing to check: SAM made these archives from our own files."""
        return []

    def extractall(self, path: str) -> None:
        """Put a link in the place of an empty folder."""
        with unpacking:
            if not self.shared.exists():
                half = self.shared.with_suffix(".half")
                with zipfile.ZipFile(self.file) as archive:
                    archive.extractall(half)
                half.rename(self.shared)
        Path(path).rmdir()
        Path(path).symlink_to(self.shared)


def all_that_was_logged(worker: Any) -> str:
    """Return the lines that the invocation logged, which end with the worker's word that there are no more."""
    lines: list[str] = []
    deadline = time.monotonic() + LOG_SECONDS
    with contextlib.suppress(queue.Empty):
        while (line := worker._stderr_queue.get(timeout=max(0.0, deadline - time.monotonic()))) != LOGGED:
            lines.append(line)
    return "\n".join(lines)


lambda_runtime.zipfile = SimpleNamespace(
    ZipFile=SharedArchive, BadZipFile=zipfile.BadZipFile, LargeFileError=zipfile.LargeZipFile
)
lambda_runtime._PYTHON_WORKER_SCRIPT = lambda_runtime._PYTHON_WORKER_SCRIPT.replace(
    '            _real_stdout.write(json.dumps({"status"',
    f'            print({LOGGED!r}, file=sys.stderr, flush=True)\n            _real_stdout.write(json.dumps({{"status"',
)
lambda_runtime.Worker._drain_stderr_bounded = all_that_was_logged
apigateway_v1._OPENAPI_HTTP_METHODS.add(ANY_METHOD)
apigateway_v1._import_operation = import_any_operation
lambda_svc._emit_lambda_logs = emit_and_tell
cognito._get_tokens_from_refresh_token = renewed_with_metadata
cognito._build_auth_result = tokens_with_metadata
iam_actions._ses_v2_resource_arn = resource_of_sending
iam_actions.extract_iam_action = action_of_call
iam_actions.extract_resource_arn = resource_of_call
iam_actions.request_tag_context = keys_of_call

if __name__ == "__main__":
    main()
