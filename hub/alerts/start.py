"""The rules and the ladder that a shop starts with."""

from hub.alerts.policy import Ladder, Policy, Rung
from hub.alerts.watches import (
    Called,
    DeviceBlind,
    DeviceSilent,
    HappyRun,
    LineLong,
    MoodUnusual,
    OpenTill,
    Rule,
    ThemeUnusual,
    UrgentWords,
    VeryUnhappy,
)

HALF_AN_HOUR_S = 1800

FLOOR_ONLY = Ladder(rungs=[Rung(who="floor", after_s=0)])
DEVICES = Ladder(
    rungs=[Rung(who="floor", after_s=0), Rung(who="lead", after_s=600)],
)
EVERYBODY = Ladder(
    rungs=[
        Rung(who="floor", after_s=0),
        Rung(who="lead", after_s=120),
        Rung(who="owner", after_s=300),
    ],
    again=1,
)


def rules() -> list[Rule]:
    """The built-in set; each can be changed, switched off or copied."""
    return [
        Rule(id="help", watch=Called()),
        Rule(id="urgent", watch=UrgentWords()),
        Rule(id="unhappy", watch=VeryUnhappy(), clear_after_s=HALF_AN_HOUR_S),
        Rule(id="mood", watch=MoodUnusual(), cool_down_s=900),
        Rule(id="theme", watch=ThemeUnusual(), cool_down_s=3600),
        Rule(id="line", watch=LineLong(), cool_down_s=300),
        Rule(id="till", watch=OpenTill(), cool_down_s=300),
        Rule(id="silent", watch=DeviceSilent()),
        Rule(id="blind", watch=DeviceBlind(), cool_down_s=300),
        Rule(id="happy", watch=HappyRun(), cool_down_s=14_400, clear_after_s=900),
    ]


def policy() -> Policy:
    """What holds until the owner decides something else."""
    return Policy(
        rules=rules(),
        ladder=EVERYBODY,
        by_kind={"happy": FLOOR_ONLY, "silent": DEVICES, "blind": DEVICES},
    )
