"""E-mail and web addresses, typed and told: "ana dot ruiz at mail dot com"."""

import re
from collections.abc import Iterator

from models.words.patterns.found import Found
from models.words.patterns.reading import Reading, words_of
from models.words.patterns.runs import numerals

BEFORE_AT = re.compile(r"[\w.+'\-]{1,64}\Z")
HOST = re.compile(r"[^\W_][\w-]{0,62}(?:\.[\w-]{1,63}){0,5}")
URL = re.compile(
    r"(?:https?://|\bwww\.)[^\s<>\"')\]]{2,300}"
    r"|(?<![\w@.-])[^\W_][\w-]{0,62}(?:\.[\w-]{1,63}){0,4}\."
    r"(?:(?:com?|org|net|ac)\.[a-z]{2}|com|org|net|ie|co\.uk|uk|example|eu|edu|gov|info|biz|de|fr|es|ca|ng|jm|pl|"
    r"app|shop|tt|ch|be|mx|tv|online|store|site|blog|dev|test|invalid|co)\b"
    r"(?:/[^\s<>\"')\]]{0,200})?"
    r"|(?<![\w@.-])[^\W_][\w-]{1,62}\.[a-z]{2,4}/[^\s<>\"')\]]{1,200}"
)
SLASHES = frozenset(["slash", "stroke", "schrägstrich", "barra"])
REACH = 12


def links(reading: Reading, language: str = "en") -> Iterator[Found]:
    """All e-mail and web addresses."""
    yield from typed_mails(reading.clean)
    words = Told(reading, language)
    for found in URL.finditer(reading.low):
        start, end = found.start(), _without_marks(reading.clean, found)
        local = words.before(reading.word_at(start))
        yield Found(
            "url" if local is None else "email", start if local is None else local, end
        )
    yield from words.links()


def typed_mails(text: str) -> Iterator[Found]:
    """What has the sign in it; without a dot behind it, it names an account."""
    at = text.find("@")
    while at >= 0:
        gap = " " if text[max(at - 1, 0) : at + 2] == " @ " else ""
        before = BEFORE_AT.search(text, max(at - 64, 0), at - len(gap))
        host = HOST.match(text, at + 1 + len(gap))
        if before and host:
            start = (
                before.start() + len(before.group()) - len(before.group().lstrip(".-'"))
            )
            end = host.start() + len(host.group().rstrip(".-_"))
            ending = text[host.start() : end].rpartition(".")
            mail = bool(ending[1]) and not ending[2].isdigit()
            account = at - start >= 3 and host.end() - at > 3 and not gap
            if start < at and (account or mail):
                yield Found("email" if mail else "id", start, end)
        at = text.find("@", at + 1)


def _without_marks(text: str, found: re.Match[str]) -> int:
    """The end without the sentence's own signs."""
    return found.start() + len(text[found.start() : found.end()].rstrip(".,;:!?'-*_"))


class Told:
    """Addresses in words of one text."""

    def __init__(self, reading: Reading, language: str) -> None:
        self.reading = reading
        self.told = [word.text for word in reading.words]
        means = numerals(language)
        self.dots, self.ats = means.dots, means.ats
        self.joints = words_of("joints") | self.dots
        self.unsure = words_of("unsure_web_ends")
        if language in ("es", "fr"):
            self.unsure |= {"de", "la", "es"}
        self.numbers = frozenset((*means.digits, *means.tens, *means.pairs))

    def links(self) -> Iterator[Found]:
        """Those with a told or typed dot before an ending, or with a known host."""
        at = 1
        while at < len(self.told):
            after = self._ended(at)
            if after is None:
                at += 1
                continue
            yield self._whole(at, after)
            at = after

    def before(self, host: int) -> int | None:
        """Where an address begins whose sign is told and whose host is typed."""
        if host < 2 or not self._at_sign(host - 1):
            return None
        if self.told[host - 2] in words_of("stop"):
            return None
        return self.reading.words[self._back(host - 2, 2)].start

    def _ended(self, at: int) -> int | None:
        """The word behind an address whose dot or host is at `at`; None if none is."""
        word = self.told[at]
        if (
            self._at_sign(at - 1)
            and self._word(at + 1) not in self.dots
            and self._host(at)
        ):
            return at + 1
        if word not in self.dots:
            return None
        after = self._ending(at + 1)
        if not after:
            return None
        sure = self._word(at + 1) not in self.unsure or after > at + 2
        while self._word(after) in self.dots and self._ending(after + 1):
            after = self._ending(after + 1)
        path = self._path(after)
        return path if sure or path > after or self._mail_before(at) else None

    def _word(self, at: int) -> str:
        return self.told[at] if 0 <= at < len(self.told) else ""

    def _ending(self, at: int) -> int:
        """The place behind an ending, told or spelled; 0 if none is here."""
        for letters in (3, 2):
            spelled = self.told[at : at + letters]
            if all(len(one) == 1 for one in spelled) and "".join(spelled) in words_of(
                "web_ends"
            ):
                return at + len(spelled)
        return at + 1 if self._word(at) in words_of("web_ends") else 0

    def _host(self, at: int) -> bool:
        """Whether a host without an ending is meant: a known one, or mail's look."""
        word = self.told[at]
        if word in words_of("mail_hosts"):
            return True
        joined = any(one in self.joints for one in self.told[max(at - 4, 0) : at - 1])
        if word in words_of("stop") or len(word) < 3:
            return False
        return joined or (
            word.endswith("mail") and self._word(at - 2) not in words_of("stop")
        )

    def _at_sign(self, at: int) -> bool:
        return self._word(at) in self.ats or (
            self._word(at) == "rate" and self._word(at - 2) == "at"
        )

    def _mail_before(self, at: int) -> bool:
        return any(self._at_sign(before) for before in range(at - 1, at - 6, -1))

    def _path(self, after: int) -> int:
        """Over "slash tickets slash forty one"."""
        while True:
            forward = self._word(after) == "forward"
            if self._word(after + forward) not in SLASHES or not self._word(after + 1):
                return after
            after += 2 + forward
            while self._word(after) in self.numbers:
                after += 1
            if self._word(after) in self.joints and self._word(after + 1):
                after += 2
            after = min(after, len(self.told))

    def _whole(self, dot: int, after: int) -> Found:
        """From the dot of the ending back to where the address begins."""
        sign = dot - 1
        while sign >= 0 and sign > dot - 6 and not self._at_sign(sign):
            sign -= 1
        mail = sign > 0 and sign > dot - 6 and self._is_mail(sign, dot)
        if mail:
            local = sign - 1
            while self._word(local) in ("the", "rate", "at") and local > 0:
                local -= 1
            first = self._back(local, 3)
        else:
            first = self._back(dot - 1, 2)
        start, end = self.reading.words[first].start, self.reading.words[after - 1].end
        return Found("email" if mail else "url", start, end)

    def _is_mail(self, sign: int, dot: int) -> bool:
        """Whether a sign stands between somebody's name and a host's."""
        before = self._word(sign - 1)
        if (
            before in words_of("stop")
            and before not in ("the", "mail")
            and len(before) > 1
        ):
            return before in words_of("mail_words") or before in self.numbers
        return not any(
            word in words_of("no_hosts") for word in self.told[sign + 1 : dot]
        )

    def _back(self, at: int, loose: int) -> int:
        """Back over joined words, and up to `loose` others that are no stop words."""
        first, limit = at, max(at - 2 * REACH, 0)
        while first > limit:
            step = self._joint(first)
            if step:
                first = max(first - step, 0)
                continue
            before = self._word(first - 1)
            if loose <= 1 or before in words_of("stop"):
                break
            if not self.reading.close(first - 1):
                break
            loose, first = loose - 1, first - 1
        return first

    def _joint(self, first: int) -> int:
        """How many words before this one belong to the same address for sure."""
        before, second = self._word(first - 1), self._word(first - 2)
        if before in self.joints and first > 1:
            return 2
        if before == "score" and second == "under":
            return 3
        if before == "you" and second == "double":
            return 2
        if len(before) == 1 and (before not in ("a", "i") or len(second) == 1):
            return 1
        if before in ("a", "i") and (
            second in self.joints or len(self._word(first)) == 1
        ):
            return 1
        return (
            1 if before in self.numbers or before.isdigit() or before == "double" else 0
        )
