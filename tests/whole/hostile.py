"""What a hostile person presses: every kind of button and menu there is, with whatever numbers in it."""

from cogs.actions import Action
from core.domain.tracking import Review

Press = tuple[str, list[str] | None]
"""A custom_id, and what is picked if it is a menu."""


def numbered(number: int | str) -> list[Press]:
    """Everything that names something by its number, with this number."""
    return [
        (f"vl:yes:{number}", None),
        (f"vl:no:{number}", None),
        (f"vl:campaign:{number}", [str(number)]),
        (f"vl:refresh:{number}", None),
        *((f"vl:act:{action}:{number}", None) for action in Action),
        *((f"vl:review:{review}:pending_review:{number}", None) for review in Review),
        *((f"vl:inbox:{review}:0:0:1", [f"#{number}"]) for review in Review),
        (f"vl:inbox:of:{number}:{number}:1", [str(number)]),
        (f"vl:inbox:page:{number}:{number}:1", None),
        (f"vl:inbox:undo:{number}:0:0:1", None),
        (f"vl:explain:{number}", None),
        (f"vl:appeal:new:{number}", None),
        (f"vl:appeal:accepted:{number}", None),
        (f"vl:appeal:denied:{number}", None),
        (f"vl:appeal:yes:{number}:{number}", None),
        (f"vl:sync:{number}", None),
        (f"vl:link:{number}", None),
        (f"vl:pulse:keep:{number}", None),
        (f"vl:pulse:stop:{number}", None),
        ("vl:statement", [f"#{number}"]),
        ("vl:report:revoke", [f"#{number}"]),
        ("vl:my:post", [str(number)]),
        (f"vl:audit:page:{number}:0::1", None),
        (f"vl:audit:export:{number}:0:", None),
        (f"vl:page:posts:1:#{number},,", None),
        (f"vl:page:creators:1:#{number}", None),
        (f"vl:page:ready:1:#{number}", None),
        (f"vl:page:payouts:1:#{number}", None),
        (f"vl:page:intel:1:#{number}", None),
        (f"vl:page:watches:1:#{number}", None),
        (f"vl:leaderboard:{number}:views:1", None),
        (f"vl:analytics:all:{number}:{number}:any", ["views"]),
    ]


PLACES: list[Press] = [
    ("vl:inbox:open", None),
    ("vl:appeals:1", None),
    ("vl:setup:to:digest", None),
    ("vl:setup:digest:day", ["1"]),
    ("vl:setup:digest:hour", ["1"]),
    ("vl:page:campaigns:1:", None),
    ("vl:page:reports:1:", None),
    ("vl:audit:kind:0:0:", ["campaign"]),
]
"""Everything that is about the server where it is pressed."""

RUBBISH: list[Press] = [
    ("vl:page:posts:1:,rubbish,", None),
    ("vl:page:posts:999999999:,,", None),
    ("vl:page:posts:1:a,b,c,d,e", None),
    ("vl:page:campaigns:1:x,y", None),
    ("vl:statement", ["rubbish'; --"]),
    ("vl:report:revoke", ["%"]),
    ("vl:my:post", ["rubbish"]),
    ("vl:my:post", ["9" * 40]),
    ("vl:inbox:include:0:0:1", ["#" + "9" * 30, "x", ""]),
    ("vl:inbox:of:0:0:1", ["rubbish"]),
    ("vl:campaign:1", ["rubbish"]),
    ("vl:audit:kind:0:0:", ["@everyone"]),
    ("vl:setup:digest:day", ["rubbish"]),
    ("vl:setup:digest:hour", ["99"]),
    ("vl:analytics:all:0:0:any", ["rubbish"]),
    ("vl:help", ["rubbish"]),
    ("vl:yes:0", None),
    ("vl:leaderboard:1:views:0", None),
]
