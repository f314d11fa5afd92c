"""How sure a share is, given how few answers it stands on.

Wilson, E. B. (1927), Probable inference, the law of succession, and statistical
inference, JASA 22, 209–212. Recommended for small numbers by Brown, L. D., Cai, T. T.
and DasGupta, A. (2001), Interval estimation for a binomial proportion, Statistical
Science 16, 101–133. Difference of two shares: method 10 of Newcombe, R. G. (1998),
Interval estimation for the difference between independent proportions, Statistics in
Medicine 17, 873–890.
"""

from math import sqrt
from typing import NamedTuple

Z_95 = 1.959963984540054
"""Two-sided 95 % point of the normal distribution."""


class Interval(NamedTuple):
    """Lower and upper end."""

    low: float
    high: float


def wilson(hits: int, n: int, z: float = Z_95) -> Interval:
    """Score interval of the share hits / n, within 0 to 1; raises ValueError."""
    if not 0 <= hits <= n or n == 0:
        raise ValueError(f"{hits} of {n} is not a share")
    share = hits / n
    spread = z * z / n
    centre = (share + spread / 2) / (1 + spread)
    half = sqrt(spread * (share * (1 - share) + spread / 4)) / (1 + spread)
    # At the ends the formula is exact on paper and off by a rounding in floats.
    low = 0.0 if hits == 0 else max(0.0, centre - half)
    high = 1.0 if hits == n else min(1.0, centre + half)
    return Interval(min(low, share), max(high, share))


def newcombe(
    first: tuple[int, int], second: tuple[int, int], z: float = Z_95
) -> Interval:
    """Interval of the first share minus the second, each as (hits, n)."""
    one, two = first[0] / first[1], second[0] / second[1]
    a, b = wilson(*first, z), wilson(*second, z)
    difference = one - two
    return Interval(
        max(-1.0, difference - sqrt((one - a.low) ** 2 + (b.high - two) ** 2)),
        min(1.0, difference + sqrt((a.high - one) ** 2 + (two - b.low) ** 2)),
    )
