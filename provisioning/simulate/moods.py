"""Which face a customer taps, and the reasons that go with it."""

import math
import random
from collections.abc import Mapping, Sequence

from contract.messages import Survey

GLAD = 1.75
"""How a customer leaves who hardly waited, on the scale whose middle is 0."""
PATIENT_MIN = 1.0
"""Minutes that nobody minds."""
PER_MINUTE = 0.42
"""What each further minute costs."""
SPREAD = 0.85
"""How much customers differ (the scale of a logistic distribution)."""
EDGES = 1.4
"""The outer faces begin here, to both sides of the middle."""
UNHAPPY = {"waiting": 0.5, "staff": 0.7, "choice": 1.0, "price": 1.1, "tidiness": 0.45,
           "something-else": 0.6}  # fmt: skip
HAPPY = {"service": 2.0, "quick": 0.8, "choice": 1.2, "price": 0.7, "tidiness": 0.6,
         "something-else": 0.4}  # fmt: skip
"""How readily each reason is chosen; one that is not named here has 1."""
MORE_REASONS = 0.27
"""Chance that a customer names one more."""
MOST_REASONS = 3


def face(wait_s: float, weight: float, faces: int, chance: random.Random) -> int:
    """A face from 1 (worst); `weight` is all that is not the wait."""
    minded = max(0.0, wait_s / 60 - PATIENT_MIN)
    share = min(max(chance.random(), 1e-9), 1 - 1e-9)
    heart = GLAD + weight - PER_MINUTE * minded
    heart += SPREAD * math.log(share / (1 - share))
    step = 2 * EDGES / max(faces - 2, 1)
    first = -EDGES if faces > 2 else 0.0
    return 1 + sum(heart >= first + step * edge for edge in range(faces - 1))


def is_unhappy(value: int, faces: int) -> bool:
    """Is it a face of the lower half?"""
    return 2 * value <= faces


def reasons(
    survey: Survey,
    value: int,
    wait_s: float,
    likelier: Mapping[str, float],
    chance: random.Random,
) -> list[str]:
    """What the customer says it was about; nothing where the survey offers nothing."""
    unhappy = is_unhappy(value, len(survey.faces))
    offered = survey.unhappy_reasons if unhappy else survey.happy_reasons
    weights = {}
    for answer in offered:
        weight = (UNHAPPY if unhappy else HAPPY).get(answer.key, 1.0)
        weights[answer.key] = weight * likelier.get(answer.key, 1.0)
    minutes = wait_s / 60
    if "waiting" in weights:
        weights["waiting"] *= 1 + 1.5 * max(0.0, minutes - PATIENT_MIN)
    if "quick" in weights:
        weights["quick"] *= 2.5 if minutes < PATIENT_MIN else 0.3
    return _some(weights, chance)


def _some(weights: dict[str, float], chance: random.Random) -> list[str]:
    found: list[str] = []
    while weights and len(found) < MOST_REASONS:
        keys: Sequence[str] = list(weights)
        found.append(chance.choices(keys, [weights[key] for key in keys])[0])
        del weights[found[-1]]
        if chance.random() >= MORE_REASONS:
            break
    return found
