import { LitElement, css, html, type PropertyValues } from 'lit';
import { exact } from '../format/numbers';
import { dayWithWeekday } from '../format/time';
import type { DayValue } from '../format/usage-days';
import { announce } from '../state/announcer';
import { theme } from '../state/theme';
import { shared } from '../styles/shared';
import { icon } from './icon';
import type { Colours, Engine } from './chart-engine';

/** Bars of a quantity per day. The arrow keys walk the days; a touch or the pointer shows a day's figure. */
export class DayChart extends LitElement {
  static override properties = {
    label: {},
    unit: {},
    hue: {},
    values: { attribute: false },
    today: {},
    broken: { state: true },
  };
  /** What is drawn, for the title: "Emails". */
  declare label: string;
  declare unit: string;
  /** The custom property of the bars' colour. */
  declare hue: string;
  declare values: DayValue[];
  declare today: string;
  declare broken: boolean;

  static override styles = [
    shared,
    css`
      :host { display: block; position: relative; height: 260px; }
      .chart { width: 100%; height: 100%; }
      .tip {
        display: grid;
        gap: 2px;
        padding: 8px 12px;
        font: 12px/1.4 var(--font);
        color: var(--text);
        white-space: nowrap;
      }
      .tip b { font-size: 14px; color: var(--text-strong); font-variant-numeric: tabular-nums; }
      .probe { display: none; forced-color-adjust: none; }
      .broken {
        display: grid;
        place-content: center;
        justify-items: center;
        gap: var(--space-3);
        height: 100%;
        color: var(--text-muted);
        text-align: center;
      }
      @media (max-width: 699px) {
        :host { height: 220px; }
      }
    `,
  ];

  private engine: Engine | null = null;
  private at: number | null = null;
  private stops: (() => void)[] = [];

  constructor() {
    super();
    this.label = '';
    this.unit = '';
    this.hue = '--hue-1';
    this.values = [];
    this.today = '';
    this.broken = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    const seen = new IntersectionObserver((entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      seen.disconnect();
      void this.load();
    });
    const sized = new ResizeObserver(() => this.engine?.resize());
    seen.observe(this);
    sized.observe(this);
    this.stops = [() => seen.disconnect(), () => sized.disconnect(), theme.colours.watch(() => this.draw())];
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.stops.forEach((stop) => stop());
    this.engine?.dispose();
    this.engine = null;
  }

  override render() {
    if (this.broken) {
      return html`<div class="broken">
        <p>The chart could not be loaded, as after an update of the site. The table holds the same figures.</p>
        <button class="button" type="button" @click=${() => location.reload()}>
          ${icon('refresh', 14)}Reload the page
        </button>
      </div>`;
    }
    return html`
      <div
        class="chart"
        tabindex="0"
        role="group"
        aria-roledescription="bar chart"
        aria-label="${this.label}, ${this.values.length} days. Arrow keys read the days; the table holds all of them."
        @keydown=${this.key}
        @blur=${() => this.point(null)}
      ></div>
      <span class="probe"></span>
    `;
  }

  override updated(changed: PropertyValues): void {
    if (['values', 'hue', 'label', 'unit', 'today'].some((name) => changed.has(name))) this.draw();
  }

  private async load(): Promise<void> {
    try {
      const { mount } = await import('./chart-engine');
      const place = this.renderRoot.querySelector<HTMLElement>('.chart');
      if (!place || !this.isConnected || this.engine) return;
      this.engine = mount(place);
      this.draw();
    } catch {
      this.broken = true;
    }
  }

  private draw(): void {
    this.engine?.draw({ values: this.values, today: this.today, tip: (value) => this.tip(value) }, this.colours());
  }

  /** A canvas cannot follow custom properties: their present colours are read from an element that uses them. */
  private colours(): Colours {
    const probe = this.renderRoot.querySelector<HTMLElement>('.probe');
    const colour = (property: string) => {
      if (!probe) return '#888888';
      probe.style.color = `var(${property})`;
      return getComputedStyle(probe).color;
    };
    return {
      bar: colour(this.hue),
      text: colour('--text-muted'),
      line: colour('--border'),
      surface: colour('--surface-1'),
      band: colour('--surface-2'),
      font: getComputedStyle(this).fontFamily,
    };
  }

  private tip(value: DayValue): HTMLElement {
    const figure = document.createElement('b');
    figure.textContent = this.figure(value);
    const day = document.createElement('span');
    day.textContent = dayWithWeekday(value.day);
    const tip = document.createElement('div');
    tip.className = 'tip';
    tip.append(figure, day);
    return tip;
  }

  private figure({ day, quantity }: DayValue): string {
    if (quantity === null) return 'No data';
    return `${exact(quantity)} ${this.unit}${day === this.today ? ' so far' : ''}`;
  }

  private point(index: number | null): void {
    this.at = index;
    this.engine?.point(index);
    const value = index === null ? null : this.values[index];
    if (value) announce(`${dayWithWeekday(value.day)}: ${this.figure(value)}`);
  }

  private key(event: KeyboardEvent): void {
    const last = this.values.length - 1;
    const moves: Record<string, number | null> = {
      ArrowLeft: Math.max(0, (this.at ?? last + 1) - 1),
      ArrowRight: Math.min(last, (this.at ?? -1) + 1),
      Home: 0,
      End: last,
      Escape: null,
    };
    if (!(event.key in moves)) return;
    event.preventDefault();
    this.point(moves[event.key] ?? null);
  }
}

customElements.define('em-day-chart', DayChart);
