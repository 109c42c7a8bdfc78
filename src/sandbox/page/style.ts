/** The page's whole look: light and dark, and tables that become lists where the screen is narrow. */
export const STYLE = `
:root { color-scheme: light dark; --ink: #1d2430; --paper: #fbfbf9; --line: #d9dbd6; --soft: #5b6470; --mark: #8a4b00;
  --mark-paper: #fff3dc; --bad: #a3261b; --good: #1c6b3a; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6e8ea; --paper: #15181c; --line: #343a42; --soft: #9aa3ad; --mark: #ffc46b; --mark-paper: #33270f;
    --bad: #ff9085; --good: #7bd49a; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 72rem; padding: 1rem; background: var(--paper); color: var(--ink);
  font: 0.95rem/1.5 system-ui, sans-serif; }
header p { margin: 0.25rem 0; }
.mark { background: var(--mark-paper); color: var(--mark); border: 1px solid; border-radius: 0.4rem;
  padding: 0.5rem 0.75rem; font-weight: 600; }
h1 { font-size: 1.5rem; margin: 0.5rem 0; }
h2 { font-size: 1.1rem; margin: 2rem 0 0.5rem; border-bottom: 1px solid var(--line); padding-bottom: 0.25rem; }
h3 { font-size: 0.95rem; margin: 1rem 0 0.25rem; color: var(--soft); }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th { text-align: left; color: var(--soft); font-weight: 500; font-size: 0.85rem; }
th, td { padding: 0.3rem 0.75rem 0.3rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
td:last-child { overflow-wrap: anywhere; }
.empty, .soft { color: var(--soft); }
.bad { color: var(--bad); }
.good { color: var(--good); }
@media (max-width: 40rem) {
  thead { position: absolute; clip-path: inset(50%); height: 1px; width: 1px; overflow: hidden; }
  table, tbody, tr, td { display: block; width: 100%; }
  tr { border-bottom: 1px solid var(--line); padding: 0.4rem 0; }
  td { border: 0; padding: 0.1rem 0; display: flex; gap: 0.75rem; overflow-wrap: anywhere; }
  td::before { content: attr(data-column); color: var(--soft); flex: 0 0 7rem; }
  td:empty { display: none; }
}
`;
