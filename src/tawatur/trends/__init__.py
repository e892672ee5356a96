"""Baselines, bursts, states: which tags rise, and how surprising that is."""

from tawatur.trends.alerts import Alert, find_alerts

__all__ = ["Alert", "find_alerts"]
