/**
 * Style of every page people see. One column that fits 360 px, system fonts, and colors whose contrast is at least 4.5:1 for text
 * and 3:1 for borders of controls in light and dark (WCAG 2.2 §1.4.3, §1.4.11); focus is always visible (§2.4.7).
 */
export const PAGE_STYLE = `
:root { color-scheme: light dark; --paper: #ffffff; --ink: #1b1f24; --quiet: #4a5360; --line: #6b7683; --accent: #0b57a4;
  --on-accent: #ffffff; --alarm: #a4161a; --shade: #f2f4f7; }
@media (prefers-color-scheme: dark) {
  :root { --paper: #14171b; --ink: #e8ebef; --quiet: #b3bcc7; --line: #8a95a3; --accent: #8ec2ff; --on-accent: #0b1a2b;
    --alarm: #ff9a95; --shade: #1f242a; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.6 system-ui, sans-serif; }
header, main, footer { max-width: 44rem; margin: 0 auto; padding: 1rem; overflow-wrap: anywhere; }
header { color: var(--quiet); font-weight: 600; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 1rem; }
h2 { font-size: 1.2rem; line-height: 1.3; margin: 2rem 0 .5rem; }
a { color: var(--accent); }
code { background: var(--shade); padding: .1rem .3rem; border-radius: .2rem; }
dt { font-weight: 600; margin-top: .75rem; }
dd { margin: 0 0 0 1rem; }
li { margin: .4rem 0; }
label { display: block; font-weight: 600; margin-bottom: .3rem; }
input, textarea { width: 100%; font: inherit; color: inherit; background: var(--paper); border: 1px solid var(--line);
  border-radius: .3rem; padding: .6rem; }
button, .button { display: inline-block; min-height: 2.75rem; font: inherit; font-weight: 600; color: var(--on-accent);
  background: var(--accent); border: 2px solid var(--accent); border-radius: .3rem; padding: .5rem 1.2rem; text-decoration: none;
  cursor: pointer; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 3px; }
.error { color: var(--alarm); font-weight: 600; }
.quiet { color: var(--quiet); }
`;
