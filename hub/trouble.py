"""What is wrong with something that a person decided, so that each page can say it."""

from contract.errors import HeedError


class Trouble(HeedError, ValueError):
    """Names what is wrong by a key, under which pages have words in each language.

    `facts` fill these words; `field` among them names the field of a form. The message
    is plain English, for the log.
    """

    def __init__(self, key: str, message: str, **facts: object) -> None:
        super().__init__(message)
        self.key = key
        self.facts = facts
