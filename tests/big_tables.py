"""The statements that make everything of a large database but its readings and its ledger."""

from string import Template

STATUS = """CASE
    WHEN h % 50 = 3 THEN NULL
    WHEN $age <= 604800 OR h % 100 = 7 THEN 'active'
    WHEN $age <= 608400 THEN 'awaiting_measurement'
    WHEN h % 20 < 6 THEN 'paid'
    WHEN h % 20 < 8 THEN 'finalized'
    WHEN h % 20 < 9 THEN 'pending_cpm'
    ELSE 'rejected' END"""

TABLES = (
    Template(
        """INSERT INTO servers (guild_id, timezone, admin_channel_id)
           SELECT n, CASE WHEN n % 2 = 0 THEN 'Europe/Berlin' END, 1000 + n FROM $servers AS s"""
    ),
    Template(
        """INSERT INTO campaigns (id, guild_id, name, slug, currency, state, window_days, minimum_views,
               default_cpm, default_cap_views, budget_minor, budget_told_percent, shows_amounts, created_at,
               created_by)
           SELECT n, n % $servers_count + 1, 'Campaign ' || n, 'campaign-' || n, 'USD', 'active', 7, 1000,
                  '10', 500000, 1000000000, 0, $yes, $ago, 1 FROM $campaigns AS c"""
    ),
    Template(
        """INSERT INTO creators (id, campaign_id, platform, handle, state, discord_id, tracking_mode,
               created_at, created_by)
           SELECT n + 1, n / $creators_each + 1, CASE WHEN n % 3 = 0 THEN 'instagram' ELSE 'tiktok' END,
                  'creator_' || n, 'active', CASE WHEN n % 2 = 0 THEN 500000 + n END, 'auto', $now, 1
           FROM $creators AS c"""
    ),
    Template(
        """INSERT INTO payouts (id, campaign_id, creator_id, currency, amount_minor, method, paid_at, paid_by)
           SELECT n + 1, n / $creators_each + 1, n + 1, 'USD', 1, 'bank', $checked, 1
           FROM $creators AS c"""
    ),
    Template(
        """INSERT INTO posts (id, campaign_id, creator_id, kind, platform, platform_post_id, tracking, status,
               status_reason, status_at, is_spared, needs_person, author_handle, author_id, caption,
               media_type, published_at, came_in_by, submitted_by, submitted_at, window_days, minimum_views,
               window_ends_at, cpm, cap_views, has_own_terms, views, likes, comments, shares, saves, metric,
               is_exact, source, read_at, counted_snapshot_id, counted_views, earned_minor, payout_id,
               availability, checked_at, last_outcome, failures, next_check_at)
           SELECT n + 1, campaign_id, CASE WHEN status IS NULL THEN NULL ELSE owner_id END,
                  CASE WHEN status IS NULL THEN 'reference' ELSE 'internal' END,
                  CASE WHEN owner_id % 3 = 1 THEN 'instagram' ELSE 'tiktok' END,
                  '' || (7300000000000000000 + n),
                  CASE WHEN h % 100 = 7 THEN 'pending_review' WHEN h % 30 = 2 AND status = 'rejected'
                       THEN 'excluded' WHEN h % 2 = 0 THEN 'direct_add' ELSE 'auto_tracked' END,
                  status, 'as it came in', $born, $no, $no,
                  'creator_' || (owner_id - 1), '' || (9000000 + owner_id),
                  'A sunny day no. ' || n || ' #summer #drinks, made with friends by the lake',
                  'video', $born, 'watch', 1, $born, 7, 1000,
                  CASE WHEN status IS NULL THEN NULL ELSE $ends END,
                  CASE WHEN status = 'pending_cpm' THEN NULL ELSE '10' END, 500000, $no,
                  $shown_views, $shown_views / 20, $shown_views / 100, n % 50, n % 20, 'play_count', $yes,
                  'scrapecreators', $read_at,
                  CASE WHEN is_decided THEN $counted_id END, CASE WHEN is_decided THEN $counted_views END,
                  CASE WHEN status IN ('paid', 'finalized') THEN $counted_views END,
                  CASE WHEN status = 'paid' THEN owner_id END,
                  'live', $checked, 'ok', 0,
                  CASE WHEN status IN ('active', 'awaiting_measurement') AND $age <= 1000000 THEN $soon
                       WHEN $age <= 2592000 AND (status IS NULL OR status <> 'rejected') THEN $later END
           FROM (SELECT x.*, COALESCE(status IN ('paid', 'finalized', 'rejected', 'pending_cpm'), $no)
                        AS is_decided,
                        (campaign_id - 1) * $creators_each + h / 7 % $creators_each + 1 AS owner_id
                 FROM (SELECT n, h, $campaign AS campaign_id, """
        + STATUS
        + """ AS status FROM (SELECT n, $hash AS h FROM $posts AS p) AS w) AS x) AS y"""
    ),
    Template(
        """INSERT INTO audit_entries (at, guild_id, campaign_id, creator_id, post_id, action, before, after,
               reason)
           SELECT window_ends_at, campaign_id % $servers_count + 1, campaign_id, creator_id, id, 'decision',
                  'active', CASE WHEN status = 'paid' THEN 'finalized' ELSE status END, 'counted'
           FROM posts WHERE counted_snapshot_id IS NOT NULL ORDER BY id"""
    ),
    Template(
        """INSERT INTO notices (guild_id, channel, topic, args, made_at, sent_at, attempts, key, creator_id,
               post_id, member_id)
           SELECT campaign_id % $servers_count + 1, 'member', 'held', $json, window_ends_at, window_ends_at,
                  0, 'held #' || id, creator_id, id, submitted_by
           FROM posts WHERE id % 10 = 0 AND counted_snapshot_id IS NOT NULL"""
    ),
    Template(
        """INSERT INTO runs (loop, started_at, finished_at, tally)
           SELECT CASE n % 4 WHEN 0 THEN 'refresh tiktok' WHEN 1 THEN 'refresh instagram'
                  WHEN 2 THEN 'ledger' ELSE 'decisions' END, $ago, $ago,
                  '{"entries": 1, "faults": 0}'
           FROM (SELECT n FROM $creators AS c WHERE n < 8000) AS r ORDER BY n DESC"""
    ),
)
"""In the order in which they refer to each other."""
