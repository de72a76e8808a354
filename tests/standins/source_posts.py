"""Posts as the vendors write them: the fields that the program reads, in the recorded shapes."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

Json = dict[str, Any]
Count = int | list[int] | Callable[[datetime], int] | None
Platform = Literal["tiktok", "instagram"]
Media = Literal["video", "photo", "carousel"]
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
AVATAR = "https://cdn.invalid/avatar.jpeg"
COVER = "https://cdn.invalid/cover.jpeg"


@dataclass(eq=False)
class StandInPost:
    """A post; a counter is a number, a rule of time, or a list of which each reading takes one.

    A list's last number stays. None leaves the counter out, as sources do when they do not know it.
    """

    platform: Platform
    post_id: str
    handle: str
    user_id: str
    name: str
    caption: str
    published_at: datetime
    views: Count
    likes: Count
    comments: Count
    shares: Count
    saves: Count
    media: Media
    gone: bool = False
    private: bool = False

    def read(self, now: datetime) -> "Reading":
        counts = [
            read(count, now) for count in (self.views, self.likes, self.comments, self.shares, self.saves)
        ]
        return Reading(self, *counts)


@dataclass(frozen=True)
class Reading:
    """The counters at one moment."""

    post: StandInPost
    views: Any
    likes: Any
    comments: Any
    shares: Any
    saves: Any


def read(count: Count, now: datetime) -> int | None:
    if isinstance(count, list):
        return count.pop(0) if len(count) > 1 else count[0]
    return count(now) if callable(count) else count


def known(fields: Json) -> Json:
    """Without the counters that the source does not know."""
    return {name: value for name, value in fields.items() if value is not None}


def pk_of(code: str) -> int:
    """The number that an Instagram shortcode writes in base 64."""
    number = 0
    for letter in code[:11]:
        number = number * 64 + ALPHABET.index(letter)
    return number


def scrapecreators_tiktok(read: Reading) -> Json:
    post = read.post
    image = {"url_list": [COVER]}
    photo = {"images": [{"display_image": image}]} if post.media != "video" else None
    counts = {"play_count": read.views, "digg_count": read.likes, "comment_count": read.comments}
    counts |= {"share_count": read.shares, "collect_count": read.saves}
    return {
        "aweme_detail": {
            "aweme_id": post.post_id,
            "aweme_type": 0 if photo is None else 150,
            "author": {
                "uid": post.user_id,
                "unique_id": post.handle,
                "nickname": post.name,
                "sec_uid": f"MS4wLjABAAAA{post.user_id}",
                "avatar_larger": {"url_list": [AVATAR]},
                "secret": int(post.private),
            },
            "author_user_id": int(post.user_id) // 1000 * 1000,
            "create_time": int(post.published_at.timestamp()),
            "create_time_utc": "2025-09-03T18:37:38.000Z",
            "desc": post.caption,
            "image_post_info": photo,
            "is_top": 0,
            "region": "US",
            "statistics": {"aweme_id": post.post_id, "forward_count": 0} | known(counts),
            "status": {"is_delete": False, "is_prohibited": False, "private_status": int(post.private)},
            "video": {"cover": image, "origin_cover": image},
        },
        "status_code": 0,
        "status_msg": "",
        "success": True,
        "credits_charged": 1,
        "credits_remaining": 1783,
    }


def tikwm(read: Reading) -> Json:
    post = read.post
    counts = {"play_count": read.views, "digg_count": read.likes, "comment_count": read.comments}
    counts |= {"share_count": read.shares, "collect_count": read.saves}
    return {
        "code": 0,
        "msg": "success",
        "processed_time": 0.3971,
        "data": {
            "id": post.post_id,
            "region": "US",
            "title": post.caption,
            "cover": COVER,
            "origin_cover": COVER,
            "duration": 10 if post.media == "video" else 0,
            "create_time": int(post.published_at.timestamp()),
            "is_ad": False,
            "author": {"id": post.user_id, "unique_id": post.handle, "nickname": post.name, "avatar": AVATAR},
            "images": None if post.media == "video" else [COVER],
        }
        | known(counts),
    }


def hikerapi(read: Reading) -> Json:
    post = read.post
    pk = pk_of(post.post_id)
    kind, product = {"video": (2, "clips"), "photo": (1, "feed"), "carousel": (8, "carousel_container")}[
        post.media
    ]
    views = {} if post.media != "video" else {"play_count": read.views, "ig_play_count": read.views}
    return {
        "media_or_ad": {
            "id": f"{pk}_{post.user_id}",
            "pk": pk,
            "code": post.post_id,
            "media_type": kind,
            "product_type": product,
            "taken_at": int(post.published_at.timestamp()),
            "caption": {"text": post.caption, "pk": "18142434136496815"} if post.caption else None,
            "image_versions2": {"candidates": [{"url": COVER, "width": 1080, "height": 1920}]},
            "like_and_view_counts_disabled": False,
            "coauthor_producers": [],
            "timeline_pinned_user_ids": [],
            "user": {
                "pk": int(post.user_id),
                "pk_id": post.user_id,
                "username": post.handle,
                "full_name": post.name,
                "is_private": post.private,
                "profile_pic_url": AVATAR,
            },
        }
        | known(
            {"like_count": read.likes, "comment_count": read.comments, "reshare_count": read.shares} | views
        ),
        "status": "ok",
    }


def scrapecreators_instagram(read: Reading) -> Json:
    post = read.post
    kind = {"video": "XDTGraphVideo", "photo": "XDTGraphImage", "carousel": "XDTGraphSidecar"}[post.media]
    views = known({"video_play_count": read.views, "video_view_count": 0}) if post.media == "video" else {}
    media = shortcode_media(read, kind) | views
    media["edge_media_preview_like"] = {"count": -1 if read.likes is None else read.likes}
    media["edge_media_to_parent_comment"] = {"count": read.comments}
    media["taken_at_timestamp"] = int(post.published_at.timestamp())
    media["owner"]["full_name"] = post.name
    return {
        "data": {"xdt_shortcode_media": media},
        "status": "ok",
        "credits_charged": 1,
        "credits_remaining": 1783,
    }


def instagram_embed(read: Reading) -> str:
    """The page of `/embed/captioned/` with its data in a script, as logged-out visitors get it for a reel."""
    kind = "GraphVideo" if read.post.media == "video" else "GraphImage"
    media = shortcode_media(read, kind)
    media["edge_liked_by"] = {"count": read.likes}
    media["edge_media_to_comment"] = {"count": read.comments}
    media["video_view_count"] = read.views
    context = {
        "context": {"type": kind, "shortcode": read.post.post_id},
        "gql_data": {"shortcode_media": media},
    }
    call = ["PolarisEmbedSimple", "init", [], [{"isRichEmbed": True, "contextJSON": json.dumps(context)}]]
    return f"<!DOCTYPE html><html><body><script>requireLazy({json.dumps([call])})</script></body></html>"


def shortcode_media(read: Reading, kind: str) -> Json:
    post = read.post
    return {
        "__typename": kind,
        "id": str(pk_of(post.post_id)),
        "shortcode": post.post_id,
        "is_video": post.media == "video",
        "product_type": "clips" if post.media == "video" else "feed",
        "display_url": COVER,
        "thumbnail_src": COVER,
        "edge_media_to_caption": {"edges": [{"node": {"text": post.caption}}] if post.caption else []},
        "coauthor_producers": [],
        "owner": {"id": post.user_id, "username": post.handle, "profile_pic_url": AVATAR},
    }


def tiktok_oembed(read: Reading) -> Json:
    post = read.post
    return {
        "version": "1.0",
        "type": "video",
        "title": post.caption,
        "author_url": f"https://www.tiktok.com/@{post.handle}",
        "author_name": post.name,
        "author_unique_id": post.handle,
        "thumbnail_url": COVER,
        "provider_name": "TikTok",
        "embed_product_id": post.post_id,
    }


def scrapecreators_page(reads: list[Reading], more: int) -> Json:
    """A page of a TikTok account; `more` is the cursor of the next one, 0 when there is none."""
    return {
        "aweme_list": [scrapecreators_tiktok(read)["aweme_detail"] for read in reads],
        "has_more": int(more > 0),
        "max_cursor": more,
        "min_cursor": 0,
        "status_code": 0,
        "success": True,
    }


def hikerapi_page(reads: list[Reading], more: int) -> Json:
    """A page of an Instagram account's reels."""
    return {
        "response": {
            "items": [{"media": hikerapi(read)["media_or_ad"]} for read in reads],
            "paging_info": {"max_id": str(more), "more_available": more > 0},
            "status": "ok",
        },
        "next_page_id": str(more) if more else None,
    }
