"""Signs somebody in with a browser: from our first screen over the local cloud's hosted page."""

from playwright.sync_api import Page

from tools.hosted_page import CODE

_SUBMIT = "button[type=submit], input[type=submit]"


def sign_in(page: Page, email: str, to: str = "/") -> None:
    """Go from our first screen over the hosted page to the wanted one."""
    page.goto(to)
    ask_for_code(page, email)
    pass_hosted_page(page, email)


def ask_for_code(page: Page, email: str) -> None:
    """Leave our first screen for the hosted page."""
    page.get_by_label("Työsähköpostisi").fill(email)
    page.get_by_role("button", name="Lähetä koodi").click()


def pass_hosted_page(page: Page, email: str) -> None:
    """Confirm the address, choose the code by e-mail, enter it."""
    page.locator("input[name=username]").fill(email)
    page.locator(_SUBMIT).first.click()
    page.get_by_text("Email code").click()
    page.locator("input[name=code]").fill(CODE)
    page.locator(_SUBMIT).first.click()
