"""The JSON API of races: standings, draws, rewards, claims, awards."""

from api import application, routes_races, routes_rewards

SUBJECTS = (routes_races, routes_rewards)

lambda_handler = application.handler(SUBJECTS)
