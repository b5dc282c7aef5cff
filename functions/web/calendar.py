"""An editor's calendar for their own calendar program: no sign-in, no page; the token in the address is all.

Whoever has the token sees what its editor may edit at this moment: titles, channels, times. An unknown one, one that
was revoked and one whose editor is none any more answer alike. The token stands in no log: the access log has the
route in the path's place, and nothing here writes a line.
"""

from lahetti.content.calendar import addresses
from lahetti.content.calendar.file import calendar_file
from lahetti.content.calendar.reading import heads_for_file
from lahetti.content.channels import catalogue
from lahetti.core import clock
from lahetti.core.texts import Texts
from web.http_messages import Answer, Request

_ENDING = ".ics"


def show(request: Request) -> Answer:
    """Answer the calendar as a file; raise NotFound where the address leads nowhere."""
    now = clock.now()
    editor = addresses.editor_at(request.parameters["file"].removesuffix(_ENDING))
    channels = {channel.channel: channel.name for channel in catalogue.channels()}
    name = Texts("mails", editor.language)("calendar.name")
    body = calendar_file(heads_for_file(editor, now), channels, name, now)
    named = {"Content-Disposition": f'inline; filename="lahetti{_ENDING}"'}
    return Answer(200, body, "text/calendar; charset=utf-8", headers=named)
