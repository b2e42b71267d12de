import { css } from 'lit';

/** What every component of the pages shares: box model, type, focus ring, controls, figures. */
export const shared = css`
  *, *::before, *::after { box-sizing: border-box; }
  [hidden] { display: none !important; }
  h1, h2, h3, p, ul, ol, dl, dd, figure { margin: 0; padding: 0; }
  ul, ol { list-style: none; }
  em-card { min-height: inherit; height: 100%; }
  a { color: var(--accent); text-underline-offset: 2px; }

  :focus-visible {
    outline: 2px solid var(--focus);
    outline-offset: 2px;
    border-radius: var(--radius);
  }

  .visually-hidden {
    position: absolute;
    width: 1px;
    height: 1px;
    margin: -1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }

  .muted { color: var(--text-muted); }
  .strong { color: var(--text-strong); font-weight: 600; }
  .caption { font-size: var(--size-caption); color: var(--text-muted); }
  .number { font-variant-numeric: tabular-nums; white-space: nowrap; }
  .figure {
    font-size: var(--size-figure);
    line-height: 1.15;
    font-weight: 600;
    letter-spacing: -0.02em;
    color: var(--text-strong);
    font-variant-numeric: tabular-nums;
  }
  .truncate { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; min-width: 0; }

  svg.icon { display: block; flex: none; }

  button { font: inherit; color: inherit; }

  .button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: var(--space-2);
    min-height: 32px;
    padding: 0 var(--space-3);
    border: 1px solid var(--border-control);
    border-radius: var(--radius);
    background: var(--surface-1);
    color: var(--text-strong);
    font-weight: 500;
    text-decoration: none;
    cursor: pointer;
    transition: background var(--motion);
  }
  .button:hover { background: var(--surface-2); }
  .button.primary { border-color: transparent; background: var(--accent); color: var(--on-accent); }
  .button.primary:hover { background: var(--accent); color: var(--on-accent); filter: brightness(1.08); }
  .button.quiet {
    border-color: transparent;
    background: transparent;
    color: var(--text-muted);
    padding: 0 var(--space-2);
  }
  .button.quiet:hover { background: var(--surface-2); color: var(--text-strong); }
  @media (pointer: coarse) {
    .button { min-height: 40px; }
  }

  table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; }
  th {
    padding: 0 var(--space-3) var(--space-2) 0;
    text-align: left;
    font-size: var(--size-caption);
    font-weight: 500;
    color: var(--text-muted);
    white-space: nowrap;
  }
  td { padding: var(--space-2) var(--space-3) var(--space-2) 0; border-top: 1px solid var(--border); }
  th:last-child, td:last-child { padding-right: 0; }
  th.end, td.end { text-align: right; }
`;
