"""The JSON API of people: oneself, the programme, who takes part, guidelines, notes."""

import cold_start
from api import application, routes_notes, routes_people

SUBJECTS = (routes_people, routes_notes)

lambda_handler = application.handler(SUBJECTS)


cold_start.keep_imports()
