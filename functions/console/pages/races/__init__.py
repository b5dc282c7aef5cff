"""Races, their draws and held clicks."""
