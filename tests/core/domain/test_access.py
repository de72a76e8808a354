"""Roles: the permission or the chosen roles give the highest that applies."""

from collections.abc import Collection

import pytest

from core.domain.access import Caller, Role, role_of


@pytest.mark.parametrize(
    ("manages_server", "role_ids", "role"),
    [
        (True, [], Role.ADMIN),
        (True, [2], Role.ADMIN),
        (False, [1], Role.ADMIN),
        (False, [2, 1], Role.ADMIN),
        (False, [2], Role.EDITOR),
        (False, [3], Role.CREATOR),
        (False, [], Role.CREATOR),
    ],
)
def test_the_highest_role_applies(
    manages_server: bool,
    role_ids: list[int],
    role: Role,
) -> None:
    found = role_of(manages_server=manages_server, role_ids=role_ids, admin_role_id=1, editor_role_id=2)
    assert found is role


@pytest.mark.parametrize("role_ids", [[1, 2], {3}])
def test_roles_that_were_not_chosen_give_nothing(role_ids: Collection[int]) -> None:
    found = role_of(manages_server=False, role_ids=role_ids, admin_role_id=None, editor_role_id=None)
    assert found is Role.CREATOR


def test_roles_have_an_order() -> None:
    assert Role.CREATOR < Role.EDITOR < Role.ADMIN


def test_a_caller_may_little_unless_told_otherwise() -> None:
    assert Caller(1, 2).role is Role.CREATOR


def test_a_program_acts_in_the_name_of_whoever_made_its_key_and_is_not_them() -> None:
    assert Caller(1, 5).person == 5
    assert Caller(1, 5, api_key_id=7).person is None
