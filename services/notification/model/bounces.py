"""What an e-mail that came back says about its address (RFC 3463)."""

import re
import uuid
from dataclasses import dataclass

# A mailbox or host that does not exist, wrong syntax, a mailbox that moved, a domain without mail (RFC 7505), and a
# mailbox that is disabled. The others of class 5.1 do not say what is wrong (0), name an address that exists (4, 5), or
# blame the sender's address.
_ADDRESS = re.compile(r"5\.(1\.([1236]|10)|2\.1)")
# What concerns the receiver alone: its address, or the state of its mailbox.
_RECEIVER = re.compile(r"[45]\.(1\.([0-6]|10)|2\.\d{1,3})")
_REFUSAL = re.compile(r"[45]\d\d ")
_ENHANCED = re.compile(r"\b[245]\.\d{1,3}\.\d{1,3}\b")


@dataclass(frozen=True, slots=True)
class Bounce:
    """The report that the e-mail of this delivery was not delivered: status, and what the other mail server said."""

    delivery: uuid.UUID
    status: str
    said: str

    @property
    def is_hard(self) -> bool:
        """Whether the address takes no mail at all, whatever the e-mail says."""
        return _ADDRESS.fullmatch(self.status) is not None

    def __str__(self) -> str:
        return f"{self.status} {self.said}".strip()


def refuses_address(said: str) -> bool:
    """Whether a relay's answer means that the address takes no mail; a full mailbox or a suspicious text does not.

    Relays say 550 alone to a suspicious text too, and to everyone once they no longer relay for us.
    """
    status = _ENHANCED.search(said)
    return status is not None and _ADDRESS.fullmatch(status[0]) is not None


def blames_relay(said: str) -> bool:
    """Whether a relay's refusal may be one of everything, and not of one receiver, such as one with a full mailbox."""
    status = _ENHANCED.search(said)
    about_receiver = status is not None and _RECEIVER.fullmatch(status[0])
    return _REFUSAL.match(said) is not None and not about_receiver
