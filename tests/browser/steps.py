"""What people do, step by step, as the tests tell it."""

import re
from collections.abc import Mapping
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from lahetti.core import clock
from lahetti.people.model import Person
from tests.browser.looks import LOOKS, Look
from tests.integration.conftest import RunningCloud
from tests.sign_ins import held_console_cookie


def sign_in_to_console(context: BrowserContext, cloud: RunningCloud, person: Person) -> None:
    """Give the browser the cookie that the sign-in sets; how it comes there, other tests tell."""
    value = held_console_cookie(person.id, clock.now())
    context.add_cookies([{"name": "console", "value": value, "url": f"{cloud.web_origin}/console"}])


def accept_guidelines(page: Page) -> None:
    page.get_by_role("checkbox", name="Olen lukenut pelisäännöt ja noudatan niitä.").check()
    page.get_by_role("button", name="Hyväksyn ja jatkan").click()


def write_own_words(page: Page, words: str) -> None:
    page.get_by_role("radio", name=re.compile("Kirjoita omin sanoin")).check()
    page.get_by_label("Oma saate").fill(words)


def show_heading(page: Page, name: str | re.Pattern[str]) -> None:
    expect(page.get_by_role("heading", level=1, name=name)).to_be_visible()


def barriers(page: Page) -> list[dict[str, Any]]:
    """Return what axe finds on the page, and whatever scrolls sideways."""
    found = [
        {"rule": violation["id"], "at": [node["html"][:120] for node in violation["nodes"]]}
        for violation in Axe().run(page).response["violations"]
    ]
    if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        found.append({"rule": "reflow", "at": [page.url]})
    if page.evaluate("[...document.querySelectorAll('.tw')].some((box) => box.scrollWidth > box.clientWidth)"):
        found.append({"rule": "a table is cut off", "at": [page.url]})
    return found


def barriers_in_each(page: Page, looks: Mapping[str, Look] = LOOKS, *, cut_off: bool = False) -> list[dict[str, Any]]:
    """Return what axe finds on the page in each look, and with `cut_off` which texts are; the page is loaded once."""
    found = []
    for name, look in looks.items():
        wear(page, look)
        # Forced colours are the device's own, whatever axe reckons of ours.
        passed = {"color-contrast"} if "forced_colors" in look else set()
        here = barriers(page) + (overflowing(page) if cut_off else [])
        found += [{"look": name, **barrier} for barrier in here if barrier["rule"] not in passed]
    wear(page, next(iter(looks.values())))
    return found


def wear(page: Page, look: Look) -> None:
    """Let the page be seen in a look, without the transitions on the way there."""
    page.emulate_media(
        color_scheme=look.get("color_scheme", "light"),
        forced_colors=look.get("forced_colors", "none"),
        reduced_motion="reduce",
    )
    page.set_viewport_size(look["viewport"])


def overflowing(page: Page) -> list[dict[str, Any]]:
    """Return elements whose own text is cut off or sticks out of the window.

    What is hidden on purpose is left out, and so is what stands in a row that scrolls sideways within the window.
    """
    found: list[str] = page.evaluate("""() => {
      const unseen = ".vh, .skip, .cut, [hidden], svg, textarea";
      const hidden = (element) => element.closest(unseen) || !element.checkVisibility();
      const scrolls = (element) => ["auto", "scroll"].includes(getComputedStyle(element).overflowX);
      const inRow = (element) => {
        for (let row = element.parentElement; row; row = row.parentElement)
          if (scrolls(row)) return row.getBoundingClientRect().right <= innerWidth + 1;
        return false;
      };
      const own = (element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
      return [...document.body.querySelectorAll("*")]
        .filter((element) => own(element) && !hidden(element))
        .filter((element) => {
          const box = element.getBoundingClientRect();
          const { overflowX } = getComputedStyle(element);
          const isCut = overflowX !== "visible" && element.scrollWidth > element.clientWidth + 1;
          return isCut || (!inRow(element) && (box.right > innerWidth + 1 || box.left < -1));
        })
        .map((element) => element.outerHTML.slice(0, 160));
    }""")
    return [{"rule": "overflow", "at": found}] if found else []
