"""How the pages for people look: one sheet in the page, and the policy that allows it alone."""

from base64 import b64encode
from hashlib import sha256

STYLE = """
:root{color-scheme:light dark;--ground:#f4f5fa;--card:#fff;--ink:#171923;--soft:#5a6072;--line:#dfe2ec;
--main:#4a3fd6;--loss:#b3261e;--well:#1b7f3b;--warn:#9a6200}
@media (prefers-color-scheme:dark){:root{--ground:#0f1117;--card:#191c26;--ink:#eceef5;--soft:#a3aabd;
--line:#2d3242;--main:#9d97ff;--loss:#ff8a80;--well:#6fd58e;--warn:#ffc46b}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
main{max-width:68rem;margin:0 auto;padding:2rem 1rem 4rem}
h1{font-size:clamp(1.6rem,5vw,2.4rem);line-height:1.2;margin:0;overflow-wrap:anywhere}
h2{font-size:1.25rem;margin:0 0 .75rem}
p{margin:.25rem 0}
a{color:var(--main)}
.soft,.note,caption{color:var(--soft)}
.days{font-size:1.1rem;margin-top:.4rem}
section{background:var(--card);border:1px solid var(--line);border-radius:.9rem;padding:1.25rem;
margin-top:1.25rem}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(11rem,1fr));gap:1rem;margin:1.5rem 0 0}
.tiles div{background:var(--card);border:1px solid var(--line);border-radius:.9rem;padding:1rem 1.1rem}
dt{color:var(--soft);font-size:.9rem}
dd{margin:0}
.value{font-size:1.7rem;font-weight:650;line-height:1.3;font-variant-numeric:tabular-nums}
.note{font-size:.85rem}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.92rem;font-variant-numeric:tabular-nums}
caption{text-align:left;font-size:.85rem;padding-bottom:.5rem}
th,td{text-align:left;vertical-align:top;padding:.5rem .75rem .5rem 0;border-top:1px solid var(--line)}
thead th{color:var(--soft);font-weight:600;border-top:0;white-space:nowrap}
tbody th{font-weight:500;min-width:11rem;max-width:20rem;overflow-wrap:anywhere}
.n{text-align:right;white-space:nowrap}
.chart{display:block;width:100%;height:12rem}
.share{display:block;width:100%;height:.6rem;margin:.15rem 0 .8rem}
.bar{fill:var(--main)}
.loss{fill:var(--loss)}
.track{fill:var(--line)}
.gap{stroke:var(--soft);stroke-dasharray:2 4}
.base{stroke:var(--line)}
.axis{display:flex;justify-content:space-between;color:var(--soft);font-size:.85rem}
summary{cursor:pointer;margin-top:.75rem}
@media print{:root{color-scheme:light;--ground:#fff;--card:#fff;--ink:#000;--soft:#444;--line:#bbb;
--main:#4a3fd6;--loss:#b3261e}body{font-size:11pt}main{max-width:none;padding:0}
tr,.tiles div,figure{break-inside:avoid}
.scroll{overflow:visible}table{font-size:8pt}th,td{padding-right:.4rem}tbody th{min-width:0}}
figure{margin:0}
.mark.pass{color:var(--well)}
.mark.warn{color:var(--warn)}
.mark.fail{color:var(--loss)}
"""
POLICY = "; ".join(
    [
        "default-src 'none'",
        f"style-src 'sha256-{b64encode(sha256(STYLE.encode()).digest()).decode()}'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    ]
)
"""What a browser may do with the page: use this sheet, and nothing else."""
