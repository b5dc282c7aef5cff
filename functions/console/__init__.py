"""The admins' and editors' console: pages from the server, forms and links; script only helps.

`framework/` is what all pages share, `pages/` one module a page, `templates/` lie as the pages do. How a page is added,
with `pages/notes.py` and `templates/notes.html` as the example:

1. A module in `pages/`, its path and name in `PAGES` of `handler_editors.py` or, if admins alone see it, of
   `handler_admins.py`; the path in `template.yaml` (events of ConsoleFunction or AdminConsoleFunction; copy a line
   there), its rows in `tests/integration/console_roles.py`.
2. `@page("notes.html", Role.EDITOR)` makes a function the page. It gets a `PageContext` (who asks, with which query,
   form, moment) and what the path holds, and returns the values of its template.
3. `@notes.action("settle")` makes a function an action of that page: a button `name=action value=settle` of a form
   sends it. The action reads `context.form` (`text`, `texts`, `number`, `moment`, `upload`), calls the use
   case, and returns `Redirect("done.note_settled", to=…)`: the browser is sent on, the notice is shown once. Token,
   origin and role are checked before. Where it raises a LahettiError the page is shown again with what was typed, an
   error summary, and the error at its field, in words (`error.<code>.<field>` or with a reason, `errors.*.json`; see
   `framework/errors.py`); several at once: `raise FormErrors([...])`.
   A report of many lines is the answer itself: `return Report(template, values)`.
4. What cannot be undone asks first: `if not context.form.confirmed: return Confirm(question, consequences, button)`.
5. A form about a thing that others may change meanwhile, people or machines, names its fields as `EditedField`s: the
   view gives `original(fields)` to `ui.form(original=…)`, and `changed_fields(context.form, fields)` gives the action
   what the author has changed and nothing else. Where both changed the same field, the next page shows both texts and
   keeps the author's own (`framework/editing.py`; `pages/rewards/reward.py` is a short example). An action whose use
   case raises ChangedMeanwhile is tried anew: it reads and decides again.
6. `@notes.export("notes")` yields the whole list, {column: value}; `?format=csv` and `?format=json` answer it. Columns
   are named `column.<name>` in the catalogue. Long lists are paged: `next` in the values is the cursor of `?cursor=`.
7. Templates extend `framework/signed_in.html` (blocks `heading`, `actions`, `content`) and take their parts from
   `framework/parts.html`: `{% import "framework/parts.html" as ui with context %}`, then `ui.form`, `ui.field`,
   `ui.choice`, `ui.table`, `ui.pager`, ….
8. A page with its own line in the menu has an entry in `framework/menu.py` and its icon in
   `templates/framework/icons.html`; any other lies below the path of one.

`make check` names the file that lacks something (`tests/unit/test_structure_console.py`).
"""

import cold_start  # noqa: F401 (no garbage is looked for while the rest is imported)
import store_libraries  # noqa: F401
