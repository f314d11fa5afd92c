"""Which themes there are: what software reads, the reasons asked, the owner's own."""

import sqlite3
from collections.abc import Collection, Iterable

from hub import surveys
from hub.alerts.policy import BadPolicy, Policy
from hub.alerts.watches import Rule, ThemeRising, ThemeUnusual
from hub.store import own_themes, settings
from hub.trouble import Trouble
from models.words.labels import THEMES


class UnknownTheme(Trouble, BadPolicy):
    """A rule watches for a theme that there is not."""

    def __init__(self, rule: str, theme: str, known: Iterable[str]) -> None:
        super().__init__(
            "no_theme",
            f"the rule {rule!r} watches for the theme {theme!r}, which there is not;"
            f" known are: {', '.join(known)}",
            theme=theme,
        )
        self.rule = rule
        self.theme = theme


def known(connection: sqlite3.Connection) -> dict[str, str]:
    """Key of each theme, and `read`, `reason` or `own`."""
    decided = settings.newest(connection) or surveys.first_settings()
    reasons = decided.survey.unhappy_reasons
    return {
        **{one.key: "own" for one in own_themes.in_use(connection)},
        **{one.key: "reason" for one in reasons},
        **dict.fromkeys(THEMES, "read"),
    }


def theme_of(rule: Rule) -> str | None:
    """The one theme that a rule watches for, if it does."""
    watch = rule.watch
    return watch.theme if isinstance(watch, ThemeRising | ThemeUnusual) else None


def unknown(policy: Policy, there: Collection[str]) -> dict[str, str]:
    """Rules that watch for a theme that there is not, with its key."""
    themes = {rule.id: theme_of(rule) for rule in policy.rules}
    return {id: one for id, one in themes.items() if one and one not in there}


def check(wanted: Policy, before: Policy, there: Collection[str]) -> None:
    """Refuse what was changed and names an unknown theme; raises UnknownTheme."""
    stood = unknown(before, there)
    for rule, theme in unknown(wanted, there).items():
        if stood.get(rule) != theme:
            raise UnknownTheme(rule, theme, there)


def watching(policy: Policy, theme: str) -> list[str]:
    """The rules that watch for a theme."""
    return [rule.id for rule in policy.rules if theme_of(rule) == theme]
