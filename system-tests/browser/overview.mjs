// Looks at the Overview page as a person would: signs in, waits for the figures, takes pictures in light and dark on a
// desktop and on phones, and fails on serious accessibility findings, anything that overflows, or an error in the
// console.
//
//   npm install && node overview.mjs [baseUrl] [user] [outDir]
//
// CHROMIUM names the browser (Debian's by default); PASSWORD is for identity providers that ask for one.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { launched } from './tools.mjs';

const [baseUrl = 'http://localhost:8080', user = 'olivia', outDir = 'target/overview'] = process.argv.slice(2);
const views = [
  { name: 'desktop-light', width: 1440, height: 900, colorScheme: 'light' },
  { name: 'desktop-dark', width: 1440, height: 900, colorScheme: 'dark' },
  { name: 'phone-light', width: 390, height: 844, colorScheme: 'light', phone: true },
  { name: 'phone-dark', width: 390, height: 844, colorScheme: 'dark', phone: true },
  { name: 'small-phone-light', width: 360, height: 740, colorScheme: 'light', phone: true },
];

const { browser, AxeBuilder } = await launched();
mkdirSync(outDir, { recursive: true });
const findings = [];
try {
  const cookies = await signIn();
  for (const view of views) {
    const found = await look(view, cookies);
    console.log(`${view.name}: ${found.length ? found.join('; ') : 'fine'}`);
    findings.push(...found);
  }
} finally {
  await browser.close();
}
console.log(`Pictures are in ${outDir}. ${findings.length} findings.`);
process.exit(findings.length ? 1 : 0);

/**
 * Signs in once, through whatever page the identity provider shows: a button per user, a name field, or name and
 * password.
 */
async function signIn() {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(baseUrl);
  const signedIn = page.locator('em-person-menu em-menu');
  const button = page.locator(`button[value="${user}"]`);
  const name = page.locator('input[name="user"], input[name="username"]').first();
  await signedIn.or(button).or(name).first().waitFor();
  if (await button.count()) {
    await button.first().click();
  } else if (await name.count()) {
    await name.fill(user);
    const password = page.locator('input[type="password"]');
    if (await password.count()) await password.fill(process.env.PASSWORD ?? user);
    await name.press('Enter');
  }
  await signedIn.waitFor();
  const { cookies } = await context.storageState();
  await context.close();
  return cookies;
}

async function look({ name, width, height, colorScheme, phone = false }, cookies) {
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme,
    isMobile: phone,
    hasTouch: phone,
  });
  await context.addCookies(cookies);
  const page = await context.newPage();
  const found = [];
  page.on('console', (message) => message.type() === 'error' && found.push(`console: ${message.text()}`));
  page.on('pageerror', (error) => found.push(`script: ${error.message}`));
  await page.goto(baseUrl);
  await page.waitForFunction(allLoaded);
  await page.setViewportSize({ width, height: await page.evaluate(() => document.documentElement.scrollHeight) });
  await page.waitForTimeout(1500); // the chart is loaded when it comes into view
  await page.screenshot({ path: join(outDir, `${name}.png`), fullPage: true });
  found.push(...(await page.evaluate(failedCards)).map((card) => `card: ${card}`));
  found.push(...(await page.evaluate(overflowing)).map((element) => `overflow: ${element}`));
  const { violations } = await new AxeBuilder({ page }).analyze();
  for (const { impact, id, nodes } of violations) {
    if (impact === 'serious' || impact === 'critical')
      found.push(`axe: ${id} (${impact}) at ${nodes[0].target.flat().join(' ')}`);
  }
  await context.close();
  return found;
}

function allLoaded() {
  const grid = document.querySelector('em-overview-page')?.shadowRoot;
  const cards = [...(grid?.querySelectorAll('.grid > *') ?? [])].map((host) =>
    host.shadowRoot?.querySelector('em-card'),
  );
  return cards.length > 0 && cards.every((card) => card && card.state.kind !== 'loading');
}

function failedCards() {
  const grid = document.querySelector('em-overview-page').shadowRoot;
  return [...grid.querySelectorAll('.grid > *')]
    .map((host) => host.shadowRoot.querySelector('em-card'))
    .filter((card) => card.state.kind === 'failed')
    .map((card) => card.heading);
}

function overflowing() {
  const width = document.documentElement.clientWidth;
  const found = [];
  const walk = (root) => {
    for (const element of root.querySelectorAll('*')) {
      const box = element.getBoundingClientRect();
      const scrolls = element.closest('pre, .scroll, .visually-hidden, .skip');
      if (box.width > 0 && box.right > width + 1 && !scrolls)
        found.push(`${element.tagName.toLowerCase()} ends at ${Math.round(box.right)}`);
      if (element.shadowRoot) walk(element.shadowRoot);
    }
  };
  walk(document);
  if (document.documentElement.scrollWidth > width)
    found.push(`the page is ${document.documentElement.scrollWidth} wide`);
  return found.slice(0, 5);
}
