"""The admins' and editors' console: pages from the server, forms and links; script only helps.

How a page is added, with `pages_notes.py` and `templates/notes.html` as the example:

1. A module `pages_<subject>.py` with `pages = Blueprint(__name__)`, registered in `handler.py`; its path in
   `template.yaml` (events of ConsoleFunction, `Method: any`), its rows in `tests/integration/test_console_roles.py`.
2. `@page(pages, "/console/notes", "notes.html", Role.EDITOR)` makes a function the page at a path. It gets an `Asking`
   (who asks, with which query, form, moment) and what the path holds, and returns the values of its template.
3. `@notes.deed("settle")` makes a function a deed of that page: a button `name=deed value=settle` of a form sends it.
   The deed reads `ask.form` (`text`, `texts`, `number`, `moment`, `upload`, `version`), calls the use case, and returns
   `Done("done.note_settled", to=…)`: the browser is sent on, the notice is shown once. Token, origin and role are
   checked before. Where it raises a LahettiError the page is shown again with what was typed, an error summary, and
   the error at its field, in words (`error.<code>.<field>` or with a reason, `console.*.json`; see `refusals.py`);
   several at once: `raise Wrong([...])`.
   A report of many lines is the answer itself: `return Report(template, values)`.
4. What cannot be undone asks first: `if not ask.form.confirmed: return Confirm(question, consequences, button)`.
5. Two people at one thing: the form carries `version=`, the deed raises `Overtaken(version, differences)` where it is
   no longer that one; the next page shows both texts and keeps the person's own.
6. `@notes.export("notes")` yields the whole list, {column: value}; `?format=csv` and `?format=json` answer it. Columns
   are named `column.<name>` in the catalogue. Long lists are paged: `next` in the values is the cursor of `?cursor=`.
7. Templates extend `signed_in.html` (blocks `heading`, `actions`, `content`) and take their parts from `parts.html`:
   `{% import "parts.html" as ui with context %}`, then `ui.form`, `ui.field`, `ui.choice`, `ui.table`, `ui.pager`, ….
8. The menu (`menu.py`) shows an entry as soon as a page stands at its path.
"""

import cold_start  # noqa: F401 (for what it sets)
