"""Check digits of cards and bank accounts."""


def luhn(digits: str) -> bool:
    """Whether the last digit fits the others (ISO/IEC 7812-1)."""
    total = 0
    for at, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if at % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def card(digits: str) -> bool:
    """Whether these may be a payment card's: 13 to 19, a known start, Luhn's digit."""
    return 13 <= len(digits) <= 19 and digits[0] in "23456" and luhn(digits)


def iban(text: str) -> bool:
    """Whether letters and digits are a bank account's number (ISO 13616, mod 97)."""
    if not 15 <= len(text) <= 34 or not text.isascii() or not text.isalnum():
        return False
    if not text[:2].isalpha() or not text[2:4].isdigit():
        return False
    moved = text[4:] + text[:4]
    return int("".join(str(int(char, 36)) for char in moved)) % 97 == 1
