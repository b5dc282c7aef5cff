"""The JSON API of signing in: for clients without a browser."""

import cold_start
from api import application, routes_sign_in

SUBJECTS = (routes_sign_in,)

lambda_handler = application.handler(SUBJECTS)


cold_start.keep_imports()
