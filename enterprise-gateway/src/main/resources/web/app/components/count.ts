import { html, type TemplateResult } from 'lit';
import { abbreviated, exact } from '../format/numbers';

/** A count, abbreviated when big; the exact one on hover. */
export function count(value: number, unit = ''): TemplateResult {
  const title = `${exact(value)} ${unit}`.trim();
  return html`<span class="number" title=${title}>${abbreviated(value)}</span>`;
}
