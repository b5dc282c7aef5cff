"""The JSON API of shares: opening and confirming them, reactions to posts, points, readers."""

import cold_start
from api import application, routes_reactions, routes_readers, routes_shares

SUBJECTS = (routes_shares, routes_reactions, routes_readers)

lambda_handler = application.handler(SUBJECTS)


cold_start.keep_imports()
