"""Check digits of cards and bank accounts."""

# Letters and digits of a bank account's number by country (the IBAN registry).
IBAN_LENGTHS = {
    "AT": 20, "BE": 16, "BG": 22, "CH": 21, "CY": 28, "CZ": 24, "DE": 22, "DK": 18,
    "EE": 20, "ES": 24, "FI": 18, "FR": 27, "GB": 22, "GR": 27, "HR": 21, "HU": 28,
    "IE": 22, "IS": 26, "IT": 27, "LI": 21, "LT": 20, "LU": 20, "LV": 21, "MT": 31,
    "NL": 18, "NO": 15, "PK": 24, "PL": 28, "PT": 25, "RO": 24, "SE": 24, "SI": 19,
    "SK": 24, "TR": 26, "UA": 29, "AE": 23, "SA": 24, "RS": 22, "BR": 29, "GE": 22,
}  # fmt: skip


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
    if len(text) != IBAN_LENGTHS.get(text[:2]) or not text.isascii():
        return False
    if not text[2:4].isdigit() or not text.isalnum():
        return False
    moved = text[4:] + text[:4]
    return int("".join(str(int(char, 36)) for char in moved)) % 97 == 1
