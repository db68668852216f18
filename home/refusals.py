"""The one way to say no."""


class Refused(Exception):
    """An act or a rule says no.

    `code` names the reason; the sentence stands in the app's `words.REFUSALS`, and `data` fills its placeholders.
    """

    code: str
    data: dict[str, object]

    def __init__(self, code: str, /, **data: object) -> None:
        super().__init__(code)
        self.code = code
        self.data = data

    def __str__(self) -> str:
        details = ", ".join(f"{name}={value!r}" for name, value in self.data.items())
        return f"{self.code} ({details})" if details else self.code
