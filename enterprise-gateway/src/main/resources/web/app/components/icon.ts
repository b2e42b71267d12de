import { html, svg, type TemplateResult } from 'lit';

const PATHS = {
  overview: svg`<path d="M3.5 3.5h5v6h-5zM11.5 3.5h5v3.5h-5zM11.5 10.5h5v6h-5zM3.5 13h5v3.5h-5z"/>`,
  search: svg`<circle cx="9" cy="9" r="5.5"/><path d="m13.2 13.2 3.8 3.8"/>`,
  chevron: svg`<path d="m5.5 8 4.5 4.5L14.5 8"/>`,
  check: svg`<path d="m4.5 10.5 3.5 3.5 7.5-8"/>`,
  pass: svg`<circle cx="10" cy="10" r="7"/><path d="m6.8 10.2 2.3 2.3 4.2-4.7"/>`,
  fail: svg`<circle cx="10" cy="10" r="7"/><path d="m7.5 7.5 5 5m0-5-5 5"/>`,
  unknown: svg`<circle cx="10" cy="10" r="7" stroke-dasharray="3 2.5"/>
    <path d="M10 11.2c0-1.6 2-1.8 2-3.3 0-2.4-4-2.4-4 0"/><path d="M10 13.6v.1"/>`,
  warning: svg`<path d="M10 3.2 17.3 16H2.7z"/><path d="M10 8.3v3.5M10 13.9v.1"/>`,
  info: svg`<circle cx="10" cy="10" r="7"/><path d="M10 9.3v4M10 6.7v.1"/>`,
  clock: svg`<circle cx="10" cy="10" r="7"/><path d="M10 6v4.2l2.8 1.7"/>`,
  lock: svg`<rect x="4.5" y="9" width="11" height="7.5" rx="1.5"/><path d="M7 9V6.7a3 3 0 0 1 6 0V9"/>`,
  refresh: svg`<path d="M16 10a6 6 0 1 1-1.8-4.3M16 3.5V7h-3.5"/>`,
  copy: svg`<rect x="7" y="7" width="9" height="9.5" rx="1.5"/>
    <path d="M13 7V5a1.5 1.5 0 0 0-1.5-1.5h-6A1.5 1.5 0 0 0 4 5v6.5A1.5 1.5 0 0 0 5.5 13H7"/>`,
  download: svg`<path d="M10 3.5v9m-3.5-3.3L10 12.7l3.5-3.5M4 16.5h12"/>`,
  table: svg`<rect x="3.5" y="4" width="13" height="12" rx="1.5"/><path d="M3.5 8h13M3.5 12h13M8.5 8v8"/>`,
  chart: svg`<path d="M3.5 16.5h13M5.5 13.5v-4M10 13.5v-9M14.5 13.5V8"/>`,
  calendar: svg`<rect x="3.5" y="4.5" width="13" height="12" rx="1.5"/><path d="M3.5 8.5h13M7 2.8v3M13 2.8v3"/>`,
  signOut: svg`<path d="M8 3.5H5A1.5 1.5 0 0 0 3.5 5v10A1.5 1.5 0 0 0 5 16.5h3M12.5 13.5 16 10l-3.5-3.5M16 10H8"/>`,
  organization: svg`<path d="M4 16.5V4.5h7.5v12M11.5 8.5H16v8M2.5 16.5h15M6.8 7.5h2M6.8 10.5h2M6.8 13.5h2"/>`,
  theme: svg`<circle cx="10" cy="10" r="6.5"/><path d="M10 3.5v13a6.5 6.5 0 0 0 0-13z" fill="currentColor"/>`,
  link: svg`<path d="M8.5 11.5a3 3 0 0 0 4.3 0l2.5-2.5a3 3 0 0 0-4.3-4.3l-1 1
    M11.5 8.5a3 3 0 0 0-4.3 0L4.7 11A3 3 0 0 0 9 15.3l1-1"/>`,
  close: svg`<path d="m5.5 5.5 9 9m0-9-9 9"/>`,
} as const;

export type IconName = keyof typeof PATHS;

/** A drawing beside a word: hidden from screen readers, coloured by the text around it. */
export function icon(name: IconName, size = 16): TemplateResult {
  return html`<svg
    class="icon"
    width=${size}
    height=${size}
    viewBox="0 0 20 20"
    fill="none"
    stroke="currentColor"
    stroke-width="1.6"
    stroke-linecap="round"
    stroke-linejoin="round"
    aria-hidden="true"
    focusable="false"
  >
    ${PATHS[name]}
  </svg>`;
}
