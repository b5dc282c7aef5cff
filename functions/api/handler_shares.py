"""The JSON API of shares: opening and confirming them, reactions to posts, points."""

import cold_start
from api import application, routes_reactions, routes_shares

SUBJECTS = (routes_shares, routes_reactions)

lambda_handler = application.handler(SUBJECTS)


cold_start.keep_imports()
