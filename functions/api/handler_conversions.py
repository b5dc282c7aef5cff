"""The JSON API of sites: conversions that they report."""

import cold_start
from api import application, routes_conversions

SUBJECTS = (routes_conversions,)

lambda_handler = application.handler(SUBJECTS)


cold_start.keep_imports()
