/* SPDX-License-Identifier: MIT */
/* The style of our pages: light and dark on a screen, black on white on A4. On paper a heading
 * never ends a page, a picture or a row is never cut, and a table that the picture above it tells
 * in full
 * (.again) is left out. Used by report_html.c and by andonctl's page of a trial. */
#include "data/model/report/report_style.h"

const char report_style[] =
    /* colours */
    ":root{--bg:#fff;--ink:#1b1f24;--dim:#5c6670;--line:#d5dae0;--card:#f5f7f9;--run:#8fa3b5;"
    "--good:#4d7ea8;--stop:#b3261e;--small:#e08a84;--wait:#c98a00;--change:#6b5b95;--plan:#c9d0d6}"
    "@media(prefers-color-scheme:dark){:root{--bg:#14181c;--ink:#e4e8ec;--dim:#9aa5b0;"
    "--line:#343c44;--card:#1d2329;--run:#5f7486;--good:#6ea3d0;--stop:#e5645b;--small:#a9524c;"
    "--wait:#e0a52c;--change:#9a8ac6;--plan:#4a545e}}"
    /* words */
    "*{box-sizing:border-box}body{margin:0;background:var(--bg);color:var(--ink);"
    "font:15px/1.45 system-ui,'Liberation Sans',sans-serif}"
    "main{max-width:54rem;margin:0 auto;padding:1.2rem}"
    "h1{font-size:1.5em;margin:0}h2{font-size:1.1em;margin:1.6em 0 .5em;"
    "border-bottom:1px solid var(--line);padding-bottom:.2em}"
    ".sub{color:var(--dim);margin:.2em 0 1em;overflow-wrap:anywhere}"
    "p{margin:.3em 0;overflow-wrap:anywhere}.d{color:var(--dim)}"
    /* figures first */
    ".cards{display:flex;flex-wrap:wrap;gap:.6rem;margin:1em 0}"
    ".card{background:var(--card);border:1px solid var(--line);border-radius:.4em;"
    "padding:.4em .7em;flex:1 1 auto}.card b{display:block;font-size:1.25em;"
    "white-space:nowrap;font-variant-numeric:tabular-nums}"
    ".card span{color:var(--dim);font-size:.85em}.first b{font-size:2.1em;line-height:1.2}"
    ".worst{border-left:.4em solid var(--stop)}.cards+.cards{margin-top:-.4em}"
    /* tables */
    "table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums;font-size:.92em}"
    "th{color:var(--dim);font-weight:600;text-align:left}th,td{padding:.22em .5em;"
    "border-bottom:1px solid var(--line);vertical-align:top;overflow-wrap:break-word}"
    ".r{text-align:right;white-space:nowrap;overflow-wrap:normal}.wide{overflow-x:auto}"
    /* pictures */
    "figure{margin:.6em 0}svg{display:block;width:100%;height:auto}"
    "svg text{font:11px system-ui,'Liberation Sans',sans-serif;fill:var(--ink)}"
    "svg .d{fill:var(--dim)}svg .e{text-anchor:end}svg .m{text-anchor:middle}"
    ".ax{stroke:var(--line);stroke-width:1}.run{fill:var(--run)}.good{fill:var(--good)}"
    ".stop{fill:var(--stop)}.small{fill:var(--small)}.wait{fill:var(--wait)}"
    ".change{fill:var(--change)}.plan{fill:var(--plan)}"
    ".none{fill:none;stroke:var(--dim);stroke-dasharray:2 2}"
    ".trend{fill:none;stroke:var(--good);stroke-width:2}.dot{fill:var(--good)}"
    ".mark{fill:var(--ink);stroke:var(--ink);stroke-width:1}line.mark{stroke-dasharray:3 3}"
    "svg .n{fill:var(--bg);font-size:10px;font-weight:700}"
    ".limit{stroke:var(--stop);stroke-dasharray:5 4}.warned{fill:var(--wait);opacity:.25}"
    ".failed{stroke:var(--stop);stroke-width:2}"
    /* paper */
    "@page{size:A4;margin:11mm 12mm}"
    "@media print{:root{--bg:#fff;--ink:#000;--dim:#444;--line:#bbb;--card:#fff;--run:#9fb0bf;"
    "--good:#4d7ea8;--stop:#b3261e;--small:#e08a84;--wait:#c98a00;--change:#6b5b95;--plan:#d8dde1}"
    "body{font-size:8.5pt;line-height:1.27}svg text{font-size:10px}main{max-width:none;padding:0}"
    "h2{margin:.95em 0 .3em}.cards{margin:.7em 0;gap:2mm}.wide{overflow:visible}th,td{padding:"
    ".07em .5em}.again{display:none}figure{margin:.3em 0}p{margin:.15em 0;orphans:2;widows:2}"
    "figure,tr,.cards,h2{break-inside:avoid}h1,h2,thead{break-after:avoid}"
    "tbody tr:first-child{break-before:avoid}"
    /* a long narrow table stands beside itself */
    ".wide:has(tr:nth-child(9)):not(:has(td:nth-child(5))){columns:2;column-gap:8mm}"
    "*{-webkit-print-color-adjust:exact;print-color-adjust:exact}}";
