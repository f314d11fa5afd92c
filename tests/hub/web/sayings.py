"""What customers say, put into a shop's store by the hub's own code."""

from contract.events import Event
from hub.store import batches
from tests.hub.makers import Sender, comment, rating, store_all, uuid
from tests.hub.web.shop import OurShop

DAY_MS = 86_400_000


def says(shop: OurShop, *events: Event, at: int | None = None) -> None:
    """Events of the kiosk at Till 1, made now unless a time is given (ms)."""
    sender = Sender(outbox=uuid()[-12:] + "0000")
    when = shop.clock() if at is None else at
    sender.began = when - 3_600_000
    sender.boot = uuid()
    store_all(shop.store, [sender.incoming(one, at=when) for one in events], when)


def complains(shop: OurShop, text: str, **more: object) -> str:
    """An unhappy face, and words after it; returns the visit."""
    visit = uuid()
    says(shop, rating(1, visit), comment(text, visit=visit, **more))
    return visit


def days_of_words(shop: OurShop, days: int = 6, a_day: int = 6) -> None:
    """Some days of comments, published."""
    now = shop.clock()
    for back in range(days, 0, -1):
        given = [
            comment(
                f"The line was long, day {back} number {number}",
                themes=["waiting"] if number % 2 else ["price"],
                label="negative" if number % 3 else "positive",
                emotions=["frustration"] if number % 3 else ["joy"],
            )
            for number in range(a_day)
        ]
        says(shop, *given, at=now - back * DAY_MS)
    with shop.store.write() as connection:
        batches.publish(connection, now)
