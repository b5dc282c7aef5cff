"""The JSON API of figures: what contents brought and how many people take part, for editors and their tools."""

import cold_start
from api import application, routes_analytics

SUBJECTS = (routes_analytics,)

lambda_handler = application.handler(SUBJECTS)


cold_start.keep_imports()
