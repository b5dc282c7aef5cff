"""The JSON API of contents: channels, what is on offer, what is suggested."""

import cold_start
from api import application, routes_contents, routes_suggestions

SUBJECTS = (routes_contents, routes_suggestions)

lambda_handler = application.handler(SUBJECTS)


cold_start.keep_imports()
