"""What people read about campaigns and creators."""

from dataclasses import replace

import discord
import pytest

from cogs import render_campaigns
from core.domain.terms import PostStatus
from core.services.shown import CampaignChanged, CreatorCard, CreatorChanged, Page
from tests.cogs.cards import CAMPAIGN, CREATOR


def field(shown: discord.Embed, name: str) -> str | None:
    return {each.name: each.value for each in shown.fields}.get(name)


@pytest.mark.parametrize(
    ("card", "said"),
    [
        (CREATOR, "no posts yet"),
        (replace(CREATOR, posts=1), "1 post counts"),
        (replace(CREATOR, waiting=1), "0 posts count · 1 waits for review (`/inbox`)"),
        (
            replace(CREATOR, posts=2, waiting=25, excluded=1, rejected=1),
            "2 posts count · 25 wait for review (`/inbox`) · 1 excluded · 1 rejected",
        ),
    ],
)
def test_a_creators_posts_are_told_by_where_they_stand(card: CreatorCard, said: str) -> None:
    line = render_campaigns.creators(Page([card], 1, 1, 1)).description or ""

    assert field(render_campaigns.creator(card), "So far") == f"{said}\n0.00 USD earned"
    assert f" · {said} · 0.00 USD earned · " in line


def test_a_campaigns_posts_are_told_alike() -> None:
    counted = {PostStatus.FINALIZED: 1, PostStatus.ACTIVE: 2, PostStatus.REJECTED: 4}
    card = replace(CAMPAIGN, posts=counted, waiting=3, excluded=5)
    said = "3 posts count · 3 wait for review (`/inbox`) · 5 excluded · 4 rejected"

    assert field(render_campaigns.campaign(card), "Posts") == f"1 creator\n{said}\nActive: 2\nFinalized: 1"
    assert said in (render_campaigns.campaigns(Page([card], 1, 1, 1)).description or "")


def test_an_edit_that_changes_nothing_is_not_called_a_change() -> None:
    shown = render_campaigns.creator_changed(CreatorChanged("unchanged", CREATOR))

    assert (shown.description or "").startswith("Nothing changed: it is so already.")
    again = render_campaigns.campaign_changed(CampaignChanged("unchanged", CAMPAIGN))
    assert again.description == "Nothing changed: it is so already."


@pytest.mark.parametrize(
    ("kept", "said"),
    [
        (0, "Campaign changed."),
        (
            1,
            (
                "Campaign changed. Open posts (1) keep the window and minimum they came in with; "
                "their terms change with the creator's deal only."
            ),
        ),
    ],
)
def test_a_changed_campaign_says_what_open_posts_keep(kept: int, said: str) -> None:
    shown = render_campaigns.campaign_changed(CampaignChanged("edited", CAMPAIGN, kept=kept))

    assert shown.description == said


@pytest.mark.parametrize(
    ("kept", "waiting", "said"),
    [
        (0, 0, "Creator changed."),
        (2, 0, "Creator changed. Open posts (2) keep the window and minimum they came in with."),
        (0, 1, "Creator changed. Posts that wait for review go on waiting."),
    ],
)
def test_a_changed_creator_says_what_open_posts_keep(kept: int, waiting: int, said: str) -> None:
    card = replace(CREATOR, waiting=waiting)
    shown = render_campaigns.creator_changed(CreatorChanged("edited", card, kept))

    assert (shown.description or "").split("\n")[0] == said
