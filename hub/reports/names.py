"""How days, languages, reasons and outcomes are called."""

from collections.abc import Mapping
from datetime import date

LANGUAGES = {
    "ar": "Arabic",
    "cs": "Czech",
    "da": "Danish",
    "de": "German",
    "el": "Greek",
    "en": "English",
    "es": "Spanish",
    "fi": "Finnish",
    "fr": "French",
    "ga": "Irish",
    "he": "Hebrew",
    "hu": "Hungarian",
    "it": "Italian",
    "ja": "Japanese",
    "nb": "Norwegian",
    "nl": "Dutch",
    "pl": "Polish",
    "pt": "Portuguese",
    "ro": "Romanian",
    "ru": "Russian",
    "sv": "Swedish",
    "tr": "Turkish",
    "uk": "Ukrainian",
    "zh": "Chinese",
}
WEEKDAYS = (
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
)
OUTCOMES = {
    "completed": "Went through to the end",
    "skipped": "Skipped the rest",
    "timed_out": "Stopped touching",
    "left": "Walked away",
}


def language(tag: str) -> str:
    """A language's English name; its tag where we have none."""
    name = LANGUAGES.get(tag.split("-")[0])
    if name is None:
        return tag
    return name if "-" not in tag else f"{name} ({tag})"


def reason(key: str, words: Mapping[str, str]) -> str:
    """A reason as the survey words it, else made from its key."""
    plain = key.replace("-", " ").replace("_", " ")
    return words.get(key) or plain[:1].upper() + plain[1:]


def outcome(how: str) -> str:
    """How a visit ended."""
    return OUTCOMES.get(how, how.replace("_", " "))


def day(day: date, today: date) -> str:
    """A day; with the year where it is not this one."""
    year = "" if day.year == today.year else f" {day.year}"
    return f"{day:%a} {day.day} {day:%b}{year}"


def days(first: date, last: date, today: date) -> str:
    """A span of days."""
    if first == last:
        return "today" if first == today else day(first, today)
    return f"{day(first, today)} to {day(last, today)}"


def hour(number: int) -> str:
    """An hour of the day, from and to."""
    return f"{number:02d} to {(number + 1) % 24:02d} h"


def count(n: int, one: str, many: str) -> str:
    """How many of something."""
    return f"{n:,} {one if n == 1 else many}".replace(",", " ")
