"""The JSON API of races: standings, draws, rewards, claims, awards; and what every screen needs, places among it."""

import cold_start
from api import application, routes_races, routes_rewards, routes_start

SUBJECTS = (routes_start, routes_races, routes_rewards)

lambda_handler = application.handler(SUBJECTS)


cold_start.keep_imports()
