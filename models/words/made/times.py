"""Made-up birth dates, and the prices, times and sizes that are no details."""

from random import Random

from models.words.made import say
from models.words.made.places import ordinal, spoken_ordinal
from models.words.made.vocabulary import either, often, word, words


def birth_date(rng: Random, spoken: bool) -> str:
    """A day on which somebody may have been born."""
    day, month = rng.randint(1, 28), rng.randint(1, 12)
    year = rng.randint(1928, 2021)
    return (
        said_date(rng, day, month, year)
        if spoken
        else typed_date(rng, day, month, year)
    )


def typed_date(rng: Random, day: int, month: int, year: int) -> str:
    """A date in figures or with its month's name."""
    name = words("months")[month - 1]
    short, two = name[:3], f"{year % 100:02}"
    return rng.choice(
        (
            f"{day:02}/{month:02}/{year}",
            f"{day}/{month}/{year}",
            f"{day}/{month}/{two}",
            f"{month:02}/{day:02}/{year}",
            f"{month}/{day}/{two}",
            f"{day:02}-{month:02}-{year}",
            f"{day:02}.{month:02}.{year}",
            f"{year}-{month:02}-{day:02}",
            f"{day}.{month}.{two}",
            f"{day} {name} {year}",
            f"{name} {day}, {year}",
            f"{day}{ordinal(day)} {name} {year}",
            f"{day} {short} {year}",
            f"{day:02}-{short}-{year}",
            f"{short} {day} {year}",
            f"{day:02}{month:02}{year}",
            f"{name} {year}",
            f"{day}{ordinal(day)} of {name} {year}",
            f"{day:02} {month:02} {year}",
            f"{day} {name.lower()} {two}",
            f"{day}/{short}/{two}",
        )
    )


def said_year(rng: Random, year: int) -> str:
    """A year in words, long or short."""
    rest = year % 100
    tail = say.number(rest) if rest > 9 else f"oh {say.ONES[rest]}"
    if year >= 2000 and (rest < 10 or often(rng, 0.4)):
        return (
            f"two thousand {either(rng, '', 'and ')}{say.number(rest)}"
            if rest
            else "two thousand"
        )
    century = "nineteen" if year < 2000 else "twenty"
    full = f"{century} {tail if rest else 'hundred'}"
    return tail if rest > 9 and often(rng, 0.35) else full


def said_date(rng: Random, day: int, month: int, year: int) -> str:
    """A date in words."""
    name = words("months")[month - 1].lower()
    full, nth = said_year(rng, year), spoken_ordinal(day)
    number, month_number = say.number(day), say.number(month)
    return rng.choice(
        (
            f"{nth} of {name} {full}",
            f"the {nth} of {name} {full}",
            f"{nth} {name} {full}",
            f"{name} {nth} {full}",
            f"{name} the {nth} {full}",
            f"{number} {name} {full}",
            f"{number} of {name} {full}",
            f"the {nth} of the {spoken_ordinal(month)} {full}",
            f"{number} {month_number} {full}",
            f"{month_number} {number} {full}",
            f"{name} {full}",
            f"{nth} of the {spoken_ordinal(month)} {full}",
            f"{name} {number} {full}",
            f"oh {say.ONES[day % 9 + 1]} oh {say.ONES[month % 9 + 1]} {full}",
            f"{name} of {full}",
        )
    )


def price(rng: Random, spoken: bool) -> str:
    """What something costs."""
    whole = rng.choice((rng.randint(1, 30), rng.randint(1, 400)))
    part = rng.choice((99, 50, 95, 49, 20, rng.randint(1, 99)))
    if spoken:
        unit = either(
            rng,
            "euro",
            "euros",
            "pounds",
            "dollars",
            "quid",
            "rupees",
            "naira",
            "bucks",
        )
        return either(
            rng,
            f"{say.number(whole)} {unit}",
            f"{say.number(whole)} {say.number(part)}",
            f"{say.number(whole)} {unit} {say.number(part)}",
        )
    sign = either(rng, "€", "£", "$", "Rs ", "₦", "J$")
    return either(
        rng,
        f"{sign}{whole}.{part:02}",
        f"{sign}{whole}",
        f"{whole}.{part:02}",
        f"{whole}{either(rng, '€', ' euro', ' quid', ' pounds', ' dollars')}",
        f"{sign}{whole},{part:02}",
        f"{sign}{whole},{part:02}0",
    )


def clock(rng: Random, spoken: bool) -> str:
    """A time of the day."""
    hour, minute = rng.randint(1, 12), rng.choice((0, 15, 30, 45, 5, 10, 20, 50))
    if spoken:
        part = either(rng, "quarter", "ten", "twenty", "five")
        half = either(rng, "am", "pm", "a m", "p m", "in the morning")
        return either(
            rng,
            f"{say.number(hour)} o'clock",
            f"half {either(rng, '', 'past ')}{say.number(hour)}",
            f"{say.number(hour)} {say.number(minute) if minute > 9 else 'thirty'}",
            f"{part} {either(rng, 'to', 'past')} {say.number(hour)}",
            f"{say.number(hour)} {half}",
        )
    return either(
        rng,
        f"{hour}:{minute:02}",
        f"{hour}{either(rng, 'am', 'pm')}",
        f"{hour}.{minute:02}",
        f"{hour + 11}:{minute:02}",
        f"{hour} {either(rng, 'am', 'pm')}",
    )


def day(rng: Random, spoken: bool) -> str:
    """A day of the calendar that is nobody's birthday."""
    number, month = rng.randint(1, 28), word(rng, "months")
    if spoken:
        nth = spoken_ordinal(number)
        return either(
            rng,
            word(rng, "weekdays"),
            f"the {nth}",
            f"the {nth} of {month}",
            f"{month} {nth}",
        ).lower()
    return either(
        rng,
        word(rng, "weekdays"),
        f"{number}/{rng.randint(1, 12)}",
        f"the {number}{ordinal(number)}",
        f"{number} {month}",
        f"{month[:3]} {number}",
        f"{number:02}/{rng.randint(1, 12):02}/2026",
    )


def year(rng: Random, spoken: bool) -> str:
    """A year in which something began."""
    value = rng.randint(1950, 2026)
    return said_year(rng, value) if spoken else str(value)


def count(rng: Random, spoken: bool) -> str:
    """How many."""
    value = rng.choice((rng.randint(1, 12), rng.randint(2, 60), rng.randint(1, 500)))
    return say.number(value) if spoken else str(value)


def percent(rng: Random, spoken: bool) -> str:
    """A share."""
    value = rng.choice((5, 10, 15, 20, 25, 30, 50, 70))
    return (
        f"{say.number(value)} percent"
        if spoken
        else f"{value}{either(rng, '%', ' %', ' percent')}"
    )


def size(rng: Random, spoken: bool) -> str:
    """A size of clothes or shoes."""
    if spoken:
        return either(
            rng,
            "small",
            "medium",
            "large",
            "extra large",
            say.number(rng.randint(4, 46)),
            "nine and a half",
        )
    return word(rng, "sizes")


def code(rng: Random, spoken: bool) -> str:
    """What stands on a shelf or a box of many: a model, never one customer's own."""
    letters = "".join(rng.choices("ABCDEGHKLMPRSTVX", k=rng.randint(1, 3)))
    made = either(
        rng,
        f"{letters}{rng.randint(10, 999)}",
        f"{letters}-{rng.randint(10, 9999)}",
        f"{rng.randint(100, 999)}{letters}",
        f"{rng.randint(100000, 999999)}",
    )
    return say.mixed(rng, made) if spoken else made
