"""Runs MiniStack in its own environment, with three things put right.

MiniStack 1.5.33 reads the paths of a REST API from the template's OpenAPI body, but passes over
`x-amazon-apigateway-any-method`, which is what SAM writes for `Method: any`: such a path answers 403. Here it
becomes the method ANY, which MiniStack serves rightly once it is there. And what functions log is kept where AWS
keeps it, but told nowhere: here each invocation also becomes a line of MiniStack's own log (`tools.cloud.log`).
"""

import json
from email.utils import parseaddr
from typing import Any

from ministack.app import main
from ministack.core import iam_actions
from ministack.services import apigateway_v1, lambda_svc

ANY_METHOD = "x-amazon-apigateway-any-method"
import_operation = apigateway_v1._import_operation
emit_logs = lambda_svc._emit_lambda_logs
mail_resource = iam_actions._ses_v2_resource_arn


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
    print("INVOCATION", json.dumps(told), flush=True)
    emit_logs(function, request, text, error, milliseconds, **rest)


def resource_of_sending(method: str, path: str, body: bytes, region: str, account: str) -> str:
    if method == "POST" and path.startswith("/v2/email/outbound-"):
        _, sender = parseaddr(str(json.loads(body)["FromEmailAddress"]))
        return f"arn:aws:ses:{region}:{account}:identity/{sender}"
    return str(mail_resource(method, path, body, region, account))


apigateway_v1._OPENAPI_HTTP_METHODS.add(ANY_METHOD)
apigateway_v1._import_operation = import_any_operation
lambda_svc._emit_lambda_logs = emit_and_tell
iam_actions._ses_v2_resource_arn = resource_of_sending

if __name__ == "__main__":
    main()
