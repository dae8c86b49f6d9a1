"""What may never be written down of a network: its addresses, the numbers of its virtual networks, its passwords.

They belong into the papers of whoever runs the network. Here it is only said that they are documented.
"""

import re
from collections.abc import Iterator
from ipaddress import IPv6Address

from rollout.arabic import Digits, to_digits
from rollout.text import Text, _

_IPV4 = re.compile(r"(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.]*\d)")
_COLONS = re.compile(r"[0-9a-f:.]*:[0-9a-f:.]*:[0-9a-f:.]*(?:%\w+)?", re.IGNORECASE)
_MAC = re.compile(r"(?<![0-9a-f])(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}(?![0-9a-f])", re.IGNORECASE)
_VLAN = re.compile(
    r"(?:\bv-?lans?\b|(?:ال)?[فڤ]ي?\s?لان|شبكة (?:محلية )?(?:افتراضية|ظاهرية))\W{0,3}(?:(?:id|no|number|tag|رقم)\W{0,3})?\d", re.IGNORECASE
)
_WORD = r"(?:\b(?:pass(?:word|code|phrase|wd)?|pwd|psk|pin|secret)\b|كلم[ةه] (?:ال)?(?:سر|مرور)|الرقم السري|باس\s?وورد|باسورد)"
_PASSWORD = re.compile(rf"{_WORD}(?:\s*(?:[:=]|هي|هو|\bis\b)\s*\S|[^\S\n]+\S*\d)", re.IGNORECASE)

_ADVICE = _("Write only that it is documented outside this system.")


def secrets_in(text: str) -> Iterator[Text]:
    """A sentence for each kind of secret that the text seems to tell."""
    plain = to_digits(text, Digits.WESTERN)
    if any(_is_ipv4(found) for found in _IPV4.findall(plain)) or _MAC.search(plain) or any(map(_is_ipv6, _COLONS.findall(plain))):
        yield _("The text looks like a network address; such addresses are not kept here. %(advice)s", advice=_ADVICE)
    if _VLAN.search(plain):
        yield _("The text looks like the number of a virtual network; it is not kept here. %(advice)s", advice=_ADVICE)
    if _PASSWORD.search(plain):
        yield _("The text looks like a password; passwords are not kept here. %(advice)s", advice=_ADVICE)


def _is_ipv4(text: str) -> bool:
    return all(int(part) < 256 for part in text.split("."))


def _is_ipv6(text: str) -> bool:
    try:
        IPv6Address(text.rstrip(".:") if not text.endswith("::") else text)
    except ValueError:
        return False
    return any(char.isalnum() for char in text)
