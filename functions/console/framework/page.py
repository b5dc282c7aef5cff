"""What a page is: a view at a path, the actions of its forms, its list as a file."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import ModuleType

from console.framework.export import Line
from console.framework.notice import Redirect
from console.framework.rendering import Values
from lahetti.people.model import Role


@dataclass(frozen=True)
class Confirm:
    """What is asked before an action is done: a question, what follows, the button's words; in the person's language.

    `template` extends `framework/confirm.html` where something is to be chosen, too; `inputs` are the names of what it
    asks for. Where that is refused, the question is shown again with what was typed. `fields` are carried on in the
    place of the form's own.
    """

    question: str
    consequences: tuple[str, ...]
    button: str
    template: str = "framework/confirm.html"
    values: Values | None = None
    inputs: tuple[str, ...] = ()
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Report:
    """What an action answers at once where a notice is too short: the lines of a file, each with what became of it."""

    template: str
    values: Values


View = Callable[..., Values]
Outcome = Redirect | Confirm | Report
Action = Callable[..., Outcome]
Lines = Callable[..., Iterable[Line]]


class Page:
    """A page: what shows it, and what can be done there."""

    def __init__(self, view: View, template: str, role: Role) -> None:
        self.view, self.template, self.role = view, template, role
        self.actions: dict[str, tuple[Action, Role]] = {}
        self.lines: tuple[str, Lines] | None = None

    def action(self, name: str, role: Role | None = None) -> Callable[[Action], Action]:
        """Make a function an action of this page, for those who may see it or for a higher role."""

        def decorate(action: Action) -> Action:
            self.actions[name] = (action, role or self.role)
            return action

        return decorate

    def export(self, name: str) -> Callable[[Lines], Lines]:
        """Make a function what `?format=csv` and `?format=json` answer, as a file of this name."""

        def decorate(lines: Lines) -> Lines:
            self.lines = (name, lines)
            return lines

        return decorate


def page(template: str, role: Role = Role.EDITOR) -> Callable[[View], Page]:
    """Make a function the page that its module is.

    Who has no session is sent to sign in and back; who may not see the page is told so.
    """

    def decorate(view: View) -> Page:
        return Page(view, template, role)

    return decorate


def page_of(module: ModuleType) -> Page:
    """Return the one page that a module defines."""
    (found,) = (value for value in vars(module).values() if isinstance(value, Page))
    return found
