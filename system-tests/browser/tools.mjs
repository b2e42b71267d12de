// The browser and what looks with it, or a word on how to get them.
import { existsSync } from 'node:fs';

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';

/** Where something is missing, the check is skipped. */
export async function launched() {
  try {
    if (!existsSync(executablePath)) throw new Error(`no browser at ${executablePath}`);
    const [{ chromium }, { AxeBuilder }] = await Promise.all([
      import('playwright-core'),
      import('@axe-core/playwright'),
    ]);
    const browser = await chromium.launch({
      executablePath,
      args: [
        '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
        '--disable-background-networking', '--disable-component-update', '--disable-sync',
      ],
    });
    return { browser, AxeBuilder };
  } catch (missing) {
    console.log(`Skipped: ${missing.message}. It needs Chromium (CHROMIUM=path) and "npm install" in this folder.`);
    process.exit(0);
  }
}
