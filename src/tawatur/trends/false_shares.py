"""How many of the alerts of a tick are false: Benjamini and Hochberg's q."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def false_shares(raw: Floats, *, tests: int) -> Floats:
    """The q of each strength S of one tick: the share of false ones expected among all that are as high or higher.

    Args:
        raw: S = -log10 p, in any order.
        tests: how many were made, those with no S worth noting among them.

    Source: Benjamini and Hochberg, "Controlling the False Discovery Rate" (1995): q = min over k ≥ rank of p_k m / k.

    >>> false_shares(np.array([4.0, 2.0]), tests=100).tolist()
    [0.01, 0.5]
    """
    order = np.argsort(-raw, kind="stable")
    ranked = 10 ** -raw[order] * max(tests, raw.size) / np.arange(1, raw.size + 1)
    shares = np.empty(raw.size)
    shares[order] = np.minimum(1, np.minimum.accumulate(ranked[::-1])[::-1])
    return shares
