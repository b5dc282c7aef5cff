"""Runs MiniStack in its own environment, with four things put right.

MiniStack 1.5.33 reads the paths of a REST API from the template's OpenAPI body, but passes over
`x-amazon-apigateway-any-method`, which is what SAM writes for `Method: any`: such a path answers 403. Here it
becomes the method ANY, which MiniStack serves rightly once it is there. And what functions log is kept where AWS
keeps it, but told nowhere: here each invocation also becomes a line of MiniStack's own log (`tools.cloud.log`).

Two calls it authorizes otherwise than AWS: sending a mail on `*`, here on the sender's domain; and statements in
PartiQL as the call itself on `*`, here as what they do on the table that they name.
"""

import json
import re
import sys
from email.utils import parseaddr
from typing import Any

from ministack.app import main
from ministack.core import iam_actions
from ministack.services import apigateway_v1, lambda_svc

ANY_METHOD = "x-amazon-apigateway-any-method"
import_operation = apigateway_v1._import_operation
emit_logs = lambda_svc._emit_lambda_logs
mail_resource = iam_actions._ses_v2_resource_arn
action_of = iam_actions.extract_iam_action
resource_of = iam_actions.extract_resource_arn
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


apigateway_v1._OPENAPI_HTTP_METHODS.add(ANY_METHOD)
apigateway_v1._import_operation = import_any_operation
lambda_svc._emit_lambda_logs = emit_and_tell
iam_actions._ses_v2_resource_arn = resource_of_sending
iam_actions.extract_iam_action = action_of_call
iam_actions.extract_resource_arn = resource_of_call

if __name__ == "__main__":
    main()
