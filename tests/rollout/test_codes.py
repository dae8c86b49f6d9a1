"""Codes of sites."""

import pytest

from rollout.codes import check_new_code, fits_address
from rollout.errors import Refused


@pytest.mark.parametrize("code", ["AST-050", "7", "أس-٥".translate({0x665: "5"}), "A_1.B", "ast-1"])
def test_codes_that_addresses_can_carry(code: str) -> None:
    assert fits_address(code)


@pytest.mark.parametrize("code", ["", ".", "..", ".AST", "A/1", "A\\1", "A%2F1", "<b>", "A?1", "A#1", "A 1", "A\n", "A\u200b1", "=1+1"])
def test_codes_that_addresses_cannot_carry(code: str) -> None:
    assert not fits_address(code)


@pytest.mark.parametrize(("code", "governorate"), [("AST-050", "EG-AST"), ("KN-1-A", "EG-KN"), ("KN-1", None), ("ABC", None)])
def test_a_new_code_of_its_own_series(code: str, governorate: str | None) -> None:
    check_new_code(code, governorate)


@pytest.mark.parametrize(
    ("code", "governorate"),
    [("KN-1", "EG-AST"), ("AST", "EG-AST"), ("ASTX-1", "EG-AST"), ("AST--1", None), ("-AST", None), ("AST-", None), ("A1", None),
     ("AST-" + "0" * 37, None), ("AST_1", None), ("أسيوط-1", None), ("ast-1", None), ("AST-1\n", None)],
)
def test_a_new_code_out_of_series_or_shape(code: str, governorate: str | None) -> None:
    with pytest.raises(Refused, match=f"{(governorate or 'EG-AST')[3:]}-050"):
        check_new_code(code, governorate)
