"""tawatur: who said what, what conflicts, what is unsourced, what was forecast (Arabic first)."""

__version__ = "0.1.0"
