"""Races: standings, ranks and teams, how a race closes, the draw, and the proof that everything adds up.

`rules` orders a race (pure), `standings` writes score cards into it and reads tables; `closing` is a folder: `steps`
moves a race from state to state, `frozen` reads one that is closed. `draws` picks winners in a way that anybody can
redo; `reconciliation` compares ledger, score cards and standings. Which races there are is decided in `periods`.
"""
