"""E-mail and web addresses, typed and told: "ana dot ruiz at mail dot com"."""

import re
from collections.abc import Iterator

from models.words.patterns.found import Found
from models.words.patterns.reading import Reading, words_of

BEFORE_AT = re.compile(r"[\w.+\-]{1,64}\Z")
HOST = re.compile(r"[^\W_][\w-]{0,62}(?:\.[\w-]{1,63}){0,5}")
URL = re.compile(
    r"(?:https?://|\bwww\.)[^\s<>\"')\]]{2,300}"
    r"|(?<![\w@.-])[^\W_][\w-]{0,62}(?:\.[\w-]{1,63}){0,4}\."
    r"(?:com|org|net|ie|co\.uk|uk|example|eu|edu|gov|info|biz|de|fr|es|ca|ng|jm|pl|"
    r"app|shop|tt|ch|be|mx|tv|online|store|site|blog|dev|test|invalid|co|"
    r"(?:com?|org|net|ac)\.[a-z]{2})\b"
    r"(?:/[^\s<>\"')\]]{0,200})?"
    r"|(?<![\w@.-])[^\W_][\w-]{1,62}\.[a-z]{2,4}/[^\s<>\"')\]]{1,200}"
)
DOTS = frozenset(("dot", "punto", "punkt", "point", "dott"))
ATS = frozenset(("at", "arroba", "arobase", "klammeraffe", "arobas", "ät", "et"))
JOINTS = DOTS | frozenset(
    "underscore dash hyphen minus plus period guión guion bindestrich unterstrich tiret".split()
)
ENDS = frozenset(
    """com net org ie uk example eu edu gov info biz de fr es co in ng jm us ca au app shop
    tt ch at be mx it nl pl za nz pk gh ke me tv online store site blog calm con test""".split()
)
SURE_ENDS = ENDS - frozenset(
    "in at me it be us con calm co es store site shop test".split()
)
HOSTS = frozenset(
    """gmail hotmail yahoo outlook icloud eircom btinternet gmx protonmail ymail rediffmail
    comcast googlemail virginmedia talktalk aol verizon""".split()
)
SLASHES = frozenset("slash schrägstrich barra".split())
REACH = 12


def links(reading: Reading) -> Iterator[Found]:
    """All e-mail and web addresses."""
    yield from typed_mails(reading.clean)
    for found in URL.finditer(reading.low):
        yield Found("url", found.start(), _without_marks(reading.clean, found))
    yield from Told(reading).links()


def typed_mails(text: str) -> Iterator[Found]:
    """What has the sign in it; without a dot behind it, it names an account."""
    at = text.find("@")
    while at >= 0:
        before = BEFORE_AT.search(text, max(at - 64, 0), at)
        host = HOST.match(text, at + 1)
        if before and host:
            start = (
                before.start() + len(before.group()) - len(before.group().lstrip(".-"))
            )
            end = host.start() + len(host.group().rstrip(".-_"))
            if start < at:
                yield Found("email" if "." in text[at:end] else "id", start, end)
        at = text.find("@", at + 1)


def _without_marks(text: str, found: re.Match[str]) -> int:
    """The end without the sentence's own signs."""
    return found.start() + len(text[found.start() : found.end()].rstrip(".,;:!?'-*_"))


class Told:
    """Addresses in words of one text."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.told = [word.text for word in reading.words]

    def links(self) -> Iterator[Found]:
        """Those with a told or typed dot before an ending, or with a known host."""
        at = 0
        while at < len(self.told):
            after = self._ended(at)
            if after is None:
                at += 1
                continue
            yield self._whole(at, after)
            at = after

    def _ended(self, at: int) -> int | None:
        """The word behind an address whose dot or host is at `at`; None if none is."""
        word, follow = self.told[at], self._told(at + 1)
        if word in HOSTS and self._at_sign(at - 1) and follow not in DOTS:
            return at + 1
        if word not in DOTS or follow not in ENDS or at == 0:
            spelled = follow + self._told(at + 2)
            if word not in DOTS or spelled not in ("ie", "uk", "us") or at == 0:
                return None
            return at + 3
        after = at + 2
        while self._told(after) in DOTS and self._told(after + 1) in ENDS:
            after += 2
        if self._told(after) in DOTS and len(self._told(after + 1)) == 1:
            after += 3
        if follow not in SURE_ENDS and after == at + 2 and not self._mail_before(at):
            return None
        return self._path(after)

    def _told(self, at: int) -> str:
        return self.told[at] if 0 <= at < len(self.told) else ""

    def _at_sign(self, at: int) -> bool:
        return self._told(at) in ATS or self._told(at - 2) + self._told(at) == "atrate"

    def _mail_before(self, at: int) -> bool:
        return any(self._at_sign(before) for before in range(at - 1, at - 6, -1))

    def _path(self, after: int) -> int:
        """Over "slash tickets slash forty one"."""
        while self._told(after) in SLASHES and self._told(after + 1):
            after += 2
            while self._numeral(after) and self._numeral(after - 1):
                after += 1
            if self._told(after) in JOINTS and self._told(after + 1):
                after += 2
        return after

    def _numeral(self, at: int) -> bool:
        from models.words.patterns.runs import numerals

        means, word = numerals("en"), self._told(at)
        return word in means.digits or word in means.tens or word in means.pairs

    def _whole(self, dot: int, after: int) -> Found:
        """From the dot of the ending back to where the address begins."""
        sign = dot - 1
        while sign >= 0 and sign > dot - 6 and not self._at_sign(sign):
            sign -= 1
        mail = sign > 0 and self._at_sign(sign) and self._is_host(sign + 1, dot)
        if mail:
            local = sign - 1
            while self._told(local) in ("the", "rate", "at") and local > 0:
                local -= 1
            first = self._back(local, 3)
        else:
            first = self._back(dot - 1, 2)
        start, end = self.reading.words[first].start, self.reading.words[after - 1].end
        return Found("email" if mail else "url", start, end)

    def _is_host(self, first: int, dot: int) -> bool:
        """Whether the words between the sign and the dot are a host's name."""
        return dot == first or all(
            word not in words_of("stop") or len(word) < 3
            for word in self.told[first:dot]
        )

    def _back(self, at: int, loose: int) -> int:
        """Back over joined words, and over up to `loose` others that are no stop words."""
        first, limit = at, max(at - 2 * REACH, 0)
        while first > limit:
            before = self._told(first - 1)
            if before in JOINTS and first - 1 > limit:
                first -= 2
                continue
            single = len(before) == 1 and before not in ("a", "i") or before.isdigit()
            if single or self._numeral(first - 1) or before == "double":
                first -= 1
                continue
            if (
                loose <= 1
                or before in words_of("stop")
                or not self.reading.close(first - 1)
            ):
                break
            loose, first = loose - 1, first - 1
        return first
