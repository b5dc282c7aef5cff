"""The JSON API of people: oneself, own passkeys and sessions, the programme, who takes part, guidelines, notes."""

import cold_start
from api import application, routes_notes, routes_passkeys, routes_people, routes_sessions, routes_teams

SUBJECTS = (routes_people, routes_passkeys, routes_sessions, routes_teams, routes_notes)

lambda_handler = application.handler(SUBJECTS)


cold_start.keep_imports()
