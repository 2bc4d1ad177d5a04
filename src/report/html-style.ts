/** Style of the HTML report: the system's fonts and colours, nothing loaded, and a page that prints. */
export const STYLE = `
:root { color-scheme: light dark; --line: #d0d7de; --soft: #f6f8fa; --block: #cf222e; --warn: #9a6700; --pass: #1a7f37; --note: #57606a; }
@media (prefers-color-scheme: dark) { :root { --line: #3d444d; --soft: #151b23; --block: #f85149; --warn: #d29922; --pass: #3fb950; --note: #9198a1; } }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; border-left: .4rem solid currentColor; padding-left: .75rem; }
h1.block { border-color: var(--block); } h1.warn { border-color: var(--warn); } h1.pass { border-color: var(--pass); }
h2 { font-size: 1.2rem; border-bottom: 1px solid var(--line); padding-bottom: .25rem; margin-top: 2rem; }
section.group { border: 1px solid var(--line); border-left: .4rem solid var(--note); border-radius: .4rem; padding: .25rem 1rem; margin: 1rem 0; break-inside: avoid; }
section.block { border-left-color: var(--block); } section.warn { border-left-color: var(--warn); }
section.group h3 { margin: .5rem 0 0; font-size: 1.05rem; }
code, pre { font: .875em/1.45 ui-monospace, monospace; }
pre { background: var(--soft); padding: .6rem .8rem; overflow-x: auto; border-radius: .3rem; white-space: pre-wrap; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; } th, td { border: 1px solid var(--line); padding: .3rem .5rem; text-align: left; vertical-align: top; }
td code { overflow-wrap: anywhere; } td:nth-child(4), td:nth-child(5) { white-space: nowrap; }
thead { display: table-header-group; } tr { break-inside: avoid; }
.where, footer { color: var(--note); font-size: .875rem; }
@media print { body { margin: 0; max-width: none; font-size: 11pt; } details { display: block; } a { color: inherit; } }
`;
