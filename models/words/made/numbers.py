"""Made-up phones, cards, accounts, plates and references, typed and spoken."""

from random import Random

from models.words.made import say
from models.words.made.vocabulary import words

# "#" any digit, "*" a digit but zero, "@" a letter; how the numbers of many countries
# are written, with the shares left to chance.
PHONES = """
07### ######|07### ### ###|07#########|07### ######|+44 7### ######|+447#########
+44 (0)7### ######|0044 7### ######|020 #### ####|0121 ### ####|(0161) ### ####
01### ######|01### ### ###|028 #### ####|02920 ######|07###-######|07### ## ## ##
08* ### ####|08* ### ####|08*-#######|08*#######|08* #######|+353 8* ### ####
00353 8# #######|01 ### ####|01-#######|021 ### ####|0** #### ###|(0**) ### ####
*##-###-####|(*##) ###-####|*##.###.####|*## ### ####|*#########|*##-###-####
+1 *## ### ####|1-*##-###-####|###-####|*##-####|+1 (*##) ###-####|(*##)###-####
9#########|98### #####|+91 9#### #####|+91-9#########|091 #### ####|80 #### ####
7#### #####|0*0 #### ####|+91 7#########|8### ### ###|022-########
080# ### ####|+234 80# ### ####|080########|0903 ### ####|0803-###-####|07########
876-###-####|(868) ###-####|+1 876 ### ####|246 ### ####|868 ###-####
6## ### ###|6## ## ## ##|+34 6## ### ###|91 ### ## ##|9## ## ## ##|+34 9########
01## #######|0176 ########|030 ########|+49 1## ########|0221/######|0049 176 ########
06 ## ## ## ##|06.##.##.##.##|07 ## ## ## ##|+33 6 ## ## ## ##|06########
01-##-##-##-##
04## ### ###|(02) #### ####|09## ### ####|07## ### ###|08# ### ####|03##-#######
### ### ###|+48 ### ### ###|(11) 9####-####|138 #### ####|+92 3## #######
+254 7## ######
"""
PLATES = """
@@## @@@|@@##@@@|@@## @@@|@@##@@@|@### @@@|@@@ ###@|@@@ ####|@@ ####|@## @@@
##*-D-####|1*1-@@-####|##1-@-#####|12* D ####|2*1@#####|1*2-C-#####|06-@@-###
@@@ ####|@@@-####|#@@@###|#@@ ###|@@@####|### @@@|@@# ####|@@@ ###|#@@ #@#
@@ 0# @@ ####|@@##@@####|@@-0#-@@-####|@@ ## @ ####
@-@@ ####|@@-@@ ###|@@@-@ ####|@ @@ ####|@@ @@ ###
@@-###-@@|@@ ### @@|@@###@@|#### @@@|####-@@@|####@@@
@@@-###@@|@@@ ### @@|#### @@|P@@ ####|@@ #####|@@@ ##@|@@# @@@|@@-##-##
"""
IDS = """
#####|######|####|#######|########|@@-#####|@@#####|@@@-####|@-####|@@ #####|#-######
@@/####/##|@@@/###/##|####-####|###-###-###|@@@@#######|@@@ ####|@#######|@@#######
@@ ### ### ### @@|@@#########@@|#### #### #### ####|6### #### #### ##|#### ##### ##
@@-##-####|@@-####-@|##-#####|####/@@|#####@|No. #####|#####-#|@@##@@##|@@@##-##-####
## ## ## ## @|@@@@@####@|#########|##########|############|### ### ####|@@-@@-####
"""


def filled(rng: Random, form: str) -> str:
    """A form with its signs replaced by digits and letters."""
    out = []
    for sign in form:
        if sign == "#":
            out.append(rng.choice("0123456789"))
        elif sign == "*":
            out.append(rng.choice("123456789"))
        elif sign == "@":
            out.append(rng.choice("ABCDEFGHJKLMNPRSTUVWXYZ"))
        else:
            out.append(sign)
    return "".join(out)


def one_of(rng: Random, forms: str) -> str:
    """A form from a table, filled."""
    return filled(
        rng, rng.choice([f for f in forms.replace("\n", "|").split("|") if f])
    )


def phone(rng: Random, spoken: bool) -> str:
    """A phone number of some country."""
    typed = one_of(rng, PHONES)
    return say.grouped(rng, typed) if spoken else typed


def luhn(body: str) -> str:
    """The digits with their check digit behind them (ISO/IEC 7812-1)."""
    total = 0
    for at, digit in enumerate(reversed(body)):
        value = int(digit) * (2 if at % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return body + str(-total % 10)


def card(rng: Random, spoken: bool) -> str:
    """A payment card's number with a right check digit."""
    if rng.random() < 0.12:
        full = luhn(filled(rng, rng.choice(("34", "37")) + "#" * 12))
        groups = [full[:4], full[4:10], full[10:]]
    else:
        start = rng.choice(
            ("4", "4", "4", "51", "52", "53", "54", "55", "6011", "2221")
        )
        full = luhn(filled(rng, start + "#" * (15 - len(start))))
        if rng.random() < 0.1:
            full = luhn(start.ljust(12, "0") + filled(rng, "###"))
        groups = [full[at : at + 4] for at in range(0, 16, 4)]
    if spoken:
        return say.grouped(rng, " ".join(groups))
    return rng.choice((" ", " ", " ", "", "-", "-")).join(groups)


def last4(rng: Random, spoken: bool) -> str:
    """The last four digits of a card."""
    run = filled(rng, "####")
    return say.digits(rng, run) if spoken else run


def iban(rng: Random, spoken: bool) -> str:
    """A bank account's number with right check digits (ISO 13616)."""
    form = rng.choice(
        (
            "IE AIBK##############",
            "GB NWBK##############",
            "DE ##################",
            "ES ####################",
            "FR #######################",
        )
    )
    land, body = filled(rng, form).split(" ")
    text = f"{body}{land}00"
    check = 98 - int("".join(str(int(c, 36)) for c in text)) % 97
    full = f"{land}{check:02}{body}"
    if spoken:
        return say.mixed(rng, full)
    groups = " ".join(full[at : at + 4] for at in range(0, len(full), 4))
    return full if rng.random() < 0.4 else groups


def identity(rng: Random, spoken: bool) -> str:
    """An order, ticket, account, loyalty or passport number."""
    typed = one_of(rng, IDS)
    if spoken:
        return say.mixed(rng, typed.removeprefix("No. "))
    return typed.lower() if rng.random() < 0.12 else typed


def plate(rng: Random, spoken: bool) -> str:
    """A car's registration of some country."""
    typed = one_of(rng, PLATES)
    if not spoken:
        return typed.lower() if rng.random() < 0.2 else typed
    way = rng.random()
    if way > 0.25:
        return say.mixed(rng, typed.replace("-", " "))
    return by_words(rng, typed, for_words=way > 0.15)


def by_words(rng: Random, typed: str, for_words: bool) -> str:
    """Letters told by words: "sierra kilo one nine", "s for sugar k for kite"."""
    table = words("spelled_for" if for_words else "spelled_with")
    by_letter = {word[0]: word for word in table}
    said = []
    for char in typed.lower():
        if char.isalpha():
            word = by_letter.get(char, char)
            said.append(f"{char} for {word}" if for_words else word.replace("-", " "))
        elif char.isdigit():
            said.append(
                say.ONES[int(char)] if char != "0" else rng.choice(("oh", "zero"))
            )
    return " ".join(said)
