"""The JSON API of people: oneself and one's passkeys, the programme, who takes part, teams, guidelines, notes."""

import cold_start
from api import application, routes_notes, routes_passkeys, routes_people, routes_teams

SUBJECTS = (routes_people, routes_passkeys, routes_teams, routes_notes)

lambda_handler = application.handler(SUBJECTS)


cold_start.keep_imports()
