"""Made-up e-mail and web addresses, typed and spoken."""

from random import Random

from models.words.made import say
from models.words.made.names import Names, plain
from models.words.made.vocabulary import either, often, some, word, words


def simple(name: str) -> str:
    """A name with nothing but a to z."""
    return "".join(c for c in plain(name).lower() if "a" <= c <= "z")


def local(rng: Random, names: Names) -> str:
    """What stands before the sign."""
    first, last = (simple(name) or "sam" for name in names.pair(rng))
    year = f"{rng.randint(0, 99):02}"
    base = rng.choice(
        (
            f"{first}.{last}",
            f"{first}{last}",
            f"{first[0]}.{last}",
            f"{first[0]}{last}",
            f"{first}_{last}",
            f"{last}.{first}",
            first,
            last,
            f"{first}-{last}",
            f"{first}{year}",
            f"{first}.{last}{year}",
            f"{first}_{year}",
            f"{last}{year}",
            f"{word(rng, 'streets')}{word(rng, 'site_words')}",
            f"big{first}",
            f"{first}.{last[0]}",
            either(rng, "info", "accounts", "orders", "hello", "sales"),
            f"{first}19{year}",
        )
    )
    return base + (f"+{word(rng, 'site_words')}" if often(rng, 0.02) else "")


def email(rng: Random, spoken: bool, names: Names) -> str:
    """An e-mail address."""
    host = word(rng, "mail_hosts")
    if often(rng, 0.4):
        ending = either(rng, "mail", "post", "net", "box", "office", "")
        host = word(rng, "streets") + ending
    end = word(rng, "mail_ends")
    if host in ("gmail", "hotmail", "yahoo", "outlook", "icloud"):
        end = either(rng, "com", "com", "com", "co.uk", "ie")
    before = local(rng, names)
    if not spoken:
        full = f"{before}@{host}.{end}"
        return full.title() if often(rng, 0.03) else full
    if often(rng, 0.12):
        return say.linked(rng, f"{before}@{host}")
    if often(rng, 0.15):
        host = f"{word(rng, 'streets')} {either(rng, 'mail', 'post', 'hills', 'house')}"
        return f"{say.linked(rng, before)} at {host} {say.linked(rng, '.' + end, 0)}"
    before = say.linked(rng, before)
    return f"{before} at {say.linked(rng, f'{host}.{end}', 0)}"


def site(rng: Random) -> str:
    """The name of a web site with its ending."""
    name = "".join(some(rng, words("site_words"), 2))
    if often(rng, 0.4):
        name = word(rng, "streets") + name
    if often(rng, 0.1):
        name = f"{name}-{word(rng, 'site_words')}"
    return f"{name}.{word(rng, 'mail_ends')}"


def url(rng: Random, spoken: bool, names: Names) -> str:
    """A web address."""
    where = site(rng)
    path = word(rng, "paths")
    if often(rng, 0.3):
        known = f"{word(rng, 'hosts_known')}.com"
        where, path = known, f"{simple(names.pair(rng)[0])}{rng.randint(1, 99)}"
    full = where
    if often(rng, 0.5):
        full += f"/{path}"
        if often(rng, 0.3):
            full += f"/{rng.randint(1, 999)}"
    elif often(rng, 0.15):
        full = f"{word(rng, 'paths')}.{where}"
    front = rng.choice(("", "", "www.", "www.", "https://", "https://www.", "http://"))
    if not spoken:
        return front + full
    www = either(rng, "", "", "", "www dot ", "double you double you double you dot ")
    return www + say.linked(rng, full, 0.02)
