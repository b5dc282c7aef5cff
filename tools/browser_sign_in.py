"""Signs somebody in with a browser: the address, the code from the mail."""

import os
import re

from playwright.sync_api import Page

from tools.mailed_codes import Letterbox

_CODE_PAGE = re.compile(r"/signin/code(\?.*)?$")


def sign_in(page: Page, email: str, to: str = "/") -> None:
    """Go to a screen, and sign in on the way."""
    page.goto(to)
    pass_door(page, email)


def pass_door(page: Page, email: str) -> None:
    """Ask for a code on the first screen and type it on the next."""
    letterbox = ask_for_code(page, email)
    type_code(page, letterbox.newest())


def ask_for_code(page: Page, email: str) -> Letterbox:
    """Name the address on the first screen, and wait for the one that takes the code; return where it comes to."""
    field = page.locator("input[name=email]")
    field.wait_for()
    letterbox = Letterbox(os.environ["AWS_ENDPOINT_URL"], email)
    field.fill(email)
    page.locator("main form .btn.big").click()
    page.wait_for_url(_CODE_PAGE)
    return letterbox


def type_code(page: Page, code: str) -> None:
    """Type a code and press the button."""
    page.locator("input[name=code]").fill(code)
    page.locator("main form .btn.big").click()
