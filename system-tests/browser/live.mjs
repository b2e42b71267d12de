// Measures how long a usage event takes from its post to the figure on an open Overview page: bar 2 s.
//
//   npm install && TOKEN=$(../../suite token olivia) node live.mjs [baseUrl] [user] [times]
//
import { chromium } from 'playwright-core';

const [baseUrl = 'http://localhost:8080', user = 'olivia', times = '5'] = process.argv.slice(2);
const token = process.env.TOKEN;
if (!token) throw new Error('TOKEN must be an access token of the user: TOKEN=$(../../suite token olivia)');
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
  ],
});
try {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(baseUrl);
  await page.locator(`button[value="${user}"]`).first().click();
  const bar = page.locator('[role="meter"][aria-label^="Emails"]');
  await bar.waitFor();
  const workspace = (await api('/api/workspaces?limit=1')).items[0].id;
  const waits = [];
  for (let i = 0; i < Number(times); i++) {
    const before = Number(await bar.getAttribute('aria-valuenow'));
    const posted = Date.now();
    const answer = await api('/api/billing/usage', {
      id: `live-${posted}`, source: '/browser/live', type: 'emails', subject: workspace,
      time: new Date(posted).toISOString(), data: { quantity: 1 },
    });
    if (answer.results[0].status !== 'accepted') throw new Error(JSON.stringify(answer));
    const shown = page.waitForFunction(
      ([old]) => {
        const find = (root) => {
          for (const element of root.querySelectorAll('*')) {
            if (element.getAttribute('aria-label')?.startsWith('Emails') && element.getAttribute('role') === 'meter')
              return element;
            const inside = element.shadowRoot && find(element.shadowRoot);
            if (inside) return inside;
          }
          return null;
        };
        return Number(find(document)?.getAttribute('aria-valuenow')) > old;
      },
      [before],
      { polling: 20, timeout: 15_000 },
    );
    await shown;
    waits.push(Date.now() - posted);
  }
  console.log(`Seen on the page after ${waits.join(', ')} ms; the longest ${Math.max(...waits)} ms.`);
  process.exitCode = Math.max(...waits) <= 2000 ? 0 : 1;
} finally {
  await browser.close();
}

async function api(path, body) {
  const response = await fetch(baseUrl + path, {
    method: body ? 'POST' : 'GET',
    headers: { Authorization: `Bearer ${token}`, ...(body && { 'Content-Type': 'application/json' }) },
    body: body && JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return response.json();
}
