"""Who asks: a user name with a password, or a token."""

import base64
from dataclasses import dataclass, field

HIDDEN = "(hidden)"


@dataclass(frozen=True, slots=True)
class Credentials:
    """`user` is empty for a token; the secret is shown nowhere."""

    user: str
    secret: str = field(repr=False)

    @property
    def header(self) -> str:
        """The value of Authorization (RFC 7617, RFC 6750)."""
        if not self.user:
            return f"Bearer {self.secret}"
        return f"Basic {self._encoded}"

    @property
    def _encoded(self) -> str:
        return base64.b64encode(f"{self.user}:{self.secret}".encode()).decode()

    def hide(self, text: str) -> str:
        """The text without the secret, which a service may send back."""
        if not self.secret:
            return text
        return text.replace(self._encoded, HIDDEN).replace(self.secret, HIDDEN)
