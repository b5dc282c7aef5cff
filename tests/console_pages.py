"""The console as its functions answer it: all pages, and the function of each."""

from typing import Any

from console import handler_admins, handler_editors
from console.framework.application import page_at
from tests.events import Context

FUNCTIONS = {"ConsoleFunction": handler_editors, "AdminConsoleFunction": handler_admins}
PAGES = {path: page_at(module) for function in FUNCTIONS.values() for path, module in function.PAGES.items()}


def answer(event: dict[str, Any]) -> dict[str, Any]:
    """Return what the function of a page answers an event."""
    (handler,) = (function for function in FUNCTIONS.values() if event["resource"] in function.PAGES)
    answered: dict[str, Any] = handler.lambda_handler(event, Context())
    return answered
