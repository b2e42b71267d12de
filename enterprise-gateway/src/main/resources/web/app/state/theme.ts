import { Store } from './store';

export type Theme = 'system' | 'light' | 'dark';

export const themes: { id: Theme; name: string }[] = [
  { id: 'system', name: 'System' },
  { id: 'light', name: 'Light' },
  { id: 'dark', name: 'Dark' },
];

const LAST_USED = 'em.theme';

/**
 * The chosen theme, kept in this browser for each person; `/theme.js` applies the last one used before the first paint.
 */
class ThemeStore extends Store<Theme> {
  private person: string | null = null;

  constructor() {
    super(stored(LAST_USED) ?? 'system');
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.colours.set({}));
  }

  /** Changes whenever drawn colours may have: charts, which cannot follow custom properties, watch it. */
  readonly colours = new Store<object>({});

  of(principalId: string): void {
    this.person = principalId;
    const theme = stored(this.key());
    if (theme) this.apply(theme);
  }

  choose(theme: Theme): void {
    keep(this.key(), theme);
    this.apply(theme);
  }

  private key(): string {
    return this.person ? `${LAST_USED}.${this.person}` : LAST_USED;
  }

  private apply(theme: Theme): void {
    keep(LAST_USED, theme);
    if (theme === 'system') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    this.set(theme);
    this.colours.set({});
  }
}

function stored(key: string): Theme | null {
  try {
    const value = localStorage.getItem(key);
    return themes.some((theme) => theme.id === value) ? (value as Theme) : null;
  } catch {
    return null;
  }
}

function keep(key: string, theme: Theme): void {
  try {
    localStorage.setItem(key, theme);
  } catch {
    // Storage refused: the choice lasts as long as the page.
  }
}

export const theme = new ThemeStore();
