"""Baselines, bursts, states: which tags rise, and how surprising that is."""

from tawatur.trends.alerts import Alert, find_alerts
from tawatur.trends.stream import Change, Revision, TrendStream

__all__ = ["Alert", "Change", "Revision", "TrendStream", "find_alerts"]
