"""What people do in Discord, from the command to what they see."""

from datetime import timedelta
from tests.cogs.conftest import Stage
from tests.fakes import NOON, FakeSource, reading, tiktok


async def test_a(stage: Stage, source: FakeSource) -> None:
    done = await stage.admin.slash(stage.channel, "campaign create", name="Summer Launch", cpm="0.50", cap=500_000)
    print(done.response.embeds[0].to_dict())
    done = await stage.admin.slash(stage.channel, "creator add", handle="anna", platform="tiktok", member=stage.anna)
    print(done.response.embeds[0].to_dict())
    ref = tiktok(NOON - timedelta(hours=3))
    source.tell(ref, reading(ref, 1_234))
    done = await stage.anna.slash(stage.channel, "submit-post", url=ref.url)
    print(done.response.content, done.response.embeds[0].to_dict())
    done = await stage.admin.slash(stage.channel, "post show", post="#1")
    print(done.response.embeds[0].to_dict(), done.response.components)
    done = await stage.admin.click(done.response, label="Refresh")
    print(done, done.response)
    assert 0
