"""What looks like an address, a virtual network's number or a password is told from what only looks a little like it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rollout.works.discretion import secrets_in


def told(text: str) -> int:
    return len(list(secrets_in(text)))


@pytest.mark.parametrize("text", [
    "عنوان الراوتر 192.168.1.1", "١٩٢.١٦٨.١.١", "10.0.0.0/24", "fe80::1ff:fe23:4567:890a", "على 2001:db8::1.", "::1",
    "2001:0db8:85a3:0000:0000:8a2e:0370:7334", "aa:bb:cc:dd:ee:0f", "AA-BB-CC-DD-EE-0F", "VLAN 120", "vlan id: 12", "فيلان 30",
    "الفي لان رقم ٣", "شبكة افتراضية رقم ٥", "VLAN-ID 7", "password: abc", "كلمة السر ١٢٣٤", "كلمة المرور: admin", "pwd=Xx",
    "pass Adm1n2", "الرقم السري 44", "the password is abc",
])
def test_a_secret_is_found(text: str) -> None:
    assert told(text) == 1


@pytest.mark.parametrize("text", [
    "", "رقم المحضر 12/2023", "بدأ العمل 10:30:45 صباحًا", "الاختبار يوم 12.3.2023", "كلمة المرور موثقة خارج النظام",
    "password documented outside", "vlan documented", "السرعة 20.5 من 30.25", "::", "خط رقم 088-2213345", "الإصدار 1.2.3",
    "فقرة 1.2.3.4.5", "999.1.1.1", "FTTB-741219", "البنود 1: 2: 3",
])
def test_what_committees_write_is_left_alone(text: str) -> None:
    assert told(text) == 0


@given(st.ip_addresses(v=4), st.sampled_from(["", "العنوان ", "ip="]), st.sampled_from(["", "/24", " للراوتر", "."]))
def test_no_address_of_the_old_kind_passes(address: object, before: str, behind: str) -> None:
    assert told(f"{before}{address}{behind}") == 1


@given(st.ip_addresses(v=6).filter(lambda address: int(address) != 0))
def test_no_address_of_the_new_kind_passes(address: object) -> None:
    assert told(f"العنوان {address} موثق") == 1
