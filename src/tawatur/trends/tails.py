"""The tail of the negative binomial distribution, in log space, for whole arrays; no dependency but numpy."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

# Lanczos, g = 7, n = 9 (Godfrey's coefficients): relative error under 1e-13 for positive arguments
_LANCZOS = (
    0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
    12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
)  # fmt: skip
MAX_STEPS = 10_000
PRECISION = 1e-12
TINY = 1e-300


def log_gamma(values: Floats) -> Floats:
    """Ln Γ of positive numbers."""
    shifted = values - 1
    total = np.full_like(shifted, _LANCZOS[0])
    for number, coefficient in enumerate(_LANCZOS[1:], start=1):
        total += coefficient / (shifted + number)
    base = shifted + 7.5
    result: Floats = 0.5 * np.log(2 * np.pi) + (shifted + 0.5) * np.log(base) - base + np.log(total)
    return result


def log10_tail(counts: Floats, mean: Floats, size: Floats) -> Floats:
    """log10 of P[X ≥ count] for X negative binomial with a mean and a size (variance = mean + mean²/size).

    It is the regularised incomplete beta function I(count, size) at mean / (mean + size), by its continued fraction
    (DLMF 8.17.22, modified Lentz); counts of 0 give 0. Tested against scipy.special.
    """
    result = np.zeros(counts.shape)
    chosen = counts > 0
    a, b = counts[chosen], size[chosen]
    x = mean[chosen] / (mean[chosen] + b)
    with np.errstate(divide="ignore"):
        front = log_gamma(a + b) - log_gamma(a) - log_gamma(b) + a * np.log(x) + b * np.log1p(-x)
    is_small = x < (a + 1) / (a + b + 2)
    tail = np.empty(a.shape)
    tail[is_small] = front[is_small] - np.log(a[is_small]) + _log_fraction(a[is_small], b[is_small], x[is_small])
    large = ~is_small
    rest = np.exp(front[large] - np.log(b[large]) + _log_fraction(b[large], a[large], 1 - x[large]))
    tail[large] = np.log1p(-np.minimum(rest, 1 - 1e-16))
    result[chosen] = tail / np.log(10)
    return result


def _log_fraction(a: Floats, b: Floats, x: Floats) -> Floats:
    """Ln of the continued fraction of the incomplete beta function."""
    c = np.ones(a.shape)
    d = 1 - (a + b) * x / (a + 1)
    d = 1 / np.where(np.abs(d) < TINY, TINY, d)
    value = d.copy()
    left = np.arange(a.size)
    for step in range(1, MAX_STEPS):
        if not left.size:
            break
        p, q, y = a[left], b[left], x[left]
        delta = np.ones(left.size)
        even = step * (q - step) * y / ((p + 2 * step - 1) * (p + 2 * step))
        odd = -(p + step) * (p + q + step) * y / ((p + 2 * step) * (p + 2 * step + 1))
        for numerator in (even, odd):
            below = 1 + numerator * d[left]
            above = 1 + numerator / c[left]
            d[left] = 1 / np.where(np.abs(below) < TINY, TINY, below)
            c[left] = np.where(np.abs(above) < TINY, TINY, above)
            delta = d[left] * c[left]
            value[left] *= delta
        left = left[np.abs(delta - 1) > PRECISION]
    result: Floats = np.log(value)
    return result
