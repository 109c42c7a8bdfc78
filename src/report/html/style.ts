/** Colors, each with enough contrast on its own ground: 4.5 : 1 for words, 3 : 1 for what is drawn. */
const LIGHT = `
  color-scheme: light;
  --ground: #f4f6f8; --card: #ffffff; --text: #17202b; --soft: #55606e; --line: #dbe1e8; --head: #f7f9fb;
  --delivered: #1a7f4b; --sent: #2b6cb0; --queued: #6b7683; --failed: #c2362b; --unknown: #9a6400;
  --rejected: #7b4fb5; --cost: #22708c; --good: #12693c; --bad: #b3261e; --alert: #fdecea;
  --banner: #fff3cd; --banner-text: #5c4300;`;
const DARK = `
  color-scheme: dark;
  --ground: #0f1419; --card: #182028; --text: #e6ebf1; --soft: #a3afbc; --line: #2e3945; --head: #1d2731;
  --delivered: #3fb878; --sent: #63a8ea; --queued: #94a0ad; --failed: #f27d72; --unknown: #d9a441;
  --rejected: #b795e8; --cost: #4fb3cf; --good: #5fd08f; --bad: #ff938a; --alert: #43201f;
  --banner: #4a3a08; --banner-text: #ffe8a3;`;
const PAPER = `
  color-scheme: light;
  --ground: #ffffff; --card: #ffffff; --text: #000000; --soft: #333333; --line: #999999; --head: #ffffff;
  --delivered: #1a7f4b; --sent: #2b6cb0; --queued: #6b7683; --failed: #c2362b; --unknown: #9a6400;
  --rejected: #7b4fb5; --cost: #22708c; --good: #000000; --bad: #000000; --alert: #ffffff;
  --banner: #ffffff; --banner-text: #000000;`;

/** The style sheet of the page: nothing of it comes from outside. */
export const STYLE = `
:root {${LIGHT}
}
@media (prefers-color-scheme: dark) { :root {${DARK}
} }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--text); font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
main { max-width: 1120px; margin: 0 auto; padding: 28px 20px 48px; }
h1 { margin: 0; font-size: 2rem; line-height: 1.2; letter-spacing: -0.01em; overflow-wrap: anywhere; }
h2 { margin: 0 0 12px; font-size: 1.2rem; }
h3 { margin: 24px 0 4px; font-size: 1rem; }
p { margin: 0 0 12px; }
code { font: 0.92em ui-monospace, Menlo, Consolas, monospace; }
section { margin-top: 20px; padding: 20px; background: var(--card); border: 1px solid var(--line); border-radius: 12px; }
#headline { padding: 0; background: none; border: 0; }
.unseen { position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.banner { margin: 0; padding: 10px 20px; background: var(--banner); color: var(--banner-text); text-align: center; }
.alert { padding: 12px 16px; background: var(--alert); color: var(--bad); border-left: 4px solid var(--bad); border-radius: 4px; font-weight: 600; }
.lead { margin: 8px 0 16px; }
.state { display: inline-block; padding: 2px 12px; border: 1px solid currentColor; border-radius: 99px; color: var(--soft); font-size: 0.9rem; font-weight: 600; }
.state.finished { color: var(--good); }
.state.in-doubt { color: var(--bad); }
dl, dd { margin: 0; }
.facts { display: flex; flex-wrap: wrap; gap: 8px 32px; }
.facts dt, .tile dt { color: var(--soft); font-size: 0.85rem; }
.facts dd { overflow-wrap: anywhere; }
.tiles { display: grid; grid-template-columns: repeat(3, 1fr); gap: 12px; }
.tiles-8 { grid-template-columns: repeat(4, 1fr); }
.tile { padding: 14px 18px; background: var(--card); border: 1px solid var(--line); border-radius: 12px; }
.figure { font-size: 1.7rem; font-weight: 650; line-height: 1.25; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
.tile.good .figure, .good { color: var(--good); }
.tile.bad .figure, .bad { color: var(--bad); }
.note { color: var(--soft); font-size: 0.85rem; }
figure { margin: 0 0 16px; }
figcaption { margin-top: 6px; color: var(--soft); font-size: 0.85rem; }
figure svg { display: block; max-width: 100%; height: auto; overflow: visible; color: var(--soft); }
.narrow, .middle { display: none; }
.legend { display: flex; flex-wrap: wrap; gap: 4px 20px; margin: 0 0 8px; padding: 0; list-style: none; font-size: 0.85rem; }
.key { display: inline-block; width: 12px; height: 12px; margin-right: 6px; border-radius: 2px; vertical-align: -1px; }
.key.delivered { background: var(--delivered); }
.key.failed { background: var(--failed); }
.key.cost { background: var(--cost); }
.key.estimate { width: 3px; height: 15px; margin-left: 5px; background: var(--text); }
details { margin-top: 12px; }
summary { cursor: pointer; color: var(--soft); font-size: 0.9rem; }
.scroll { overflow-x: auto; }
.scroll:focus-visible, summary:focus-visible { outline: 2px solid var(--cost); outline-offset: 2px; }
table { width: 100%; border-collapse: collapse; font-size: 0.9rem; }
caption { padding: 4px 0 6px; color: var(--soft); font-size: 0.85rem; text-align: left; }
th, td { padding: 7px 8px; border-top: 1px solid var(--line); text-align: left; vertical-align: top; font-weight: 400; }
thead th { background: var(--head); font-size: 0.82rem; font-weight: 600; vertical-align: bottom; }
tfoot th, tfoot td { border-top: 2px solid var(--line); font-weight: 650; }
.count { text-align: right; font-variant-numeric: tabular-nums; }
td.count, th.count[scope="row"], td.words, code, .good { white-space: nowrap; }
.label { display: inline-block; min-width: 12em; padding-right: 12px; font-weight: 600; }
.meaning { color: var(--soft); }
footer { margin-top: 24px; color: var(--soft); font-size: 0.85rem; }
@media (max-width: 1099px) {
  .middle { display: block; }
  .wide { display: none; }
}
@media (max-width: 719px) {
  main { padding: 20px 14px 36px; }
  section { padding: 16px 14px; }
  .tiles, .tiles-8 { grid-template-columns: 1fr 1fr; gap: 8px; }
  .meaning { display: block; }
  .tile { padding: 12px; }
  .figure { font-size: 1.3rem; }
  h1 { font-size: 1.6rem; }
  .narrow { display: block; max-width: 440px; }
  .narrow svg { width: 100%; }
  .middle { display: none; }
  th, td { padding: 6px 6px; }
  thead th { font-size: 0.78rem; }
}
@page { margin: 14mm 12mm; }
@media print {
  :root {${PAPER}
  }
  * { print-color-adjust: exact; }
  body { font-size: 10pt; }
  main { max-width: none; padding: 0; }
  section { margin-top: 14pt; padding: 0; border: 0; border-radius: 0; }
  .tiles { grid-template-columns: repeat(3, 1fr); }
  .narrow, .wide { display: none; }
  .middle { display: block; }
  .middle svg { width: 100%; }
  .scroll { overflow: visible; }
  table { font-size: 8pt; }
  .label { min-width: 9em; }
  th, td { padding: 3px 5px; }
  td.words, td.count { white-space: normal; }
  h2, caption { break-after: avoid; }
  figure, tr, .tile { break-inside: avoid; }
  details { display: none; }
}
`;
