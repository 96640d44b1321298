// Measures whole pages in the browser: from the click on the menu until the rows are there, with the module and without it.
// Started by tests/bench/pages.sh, which serves the same shop twice. PAGES_WITH, PAGES_WITHOUT: addresses of the admin;
// argument: rounds. Exit code 1 when a page takes more than MOST times what Magento's takes.
import { administrator, open } from '../magento/browser/shop.mjs';

const ROUNDS = Math.max(1, Number(process.argv[2] ?? 9));
const MOST = 1.2;
const SLOW = 180_000;
const ROW = '.page-columns .data-grid tbody tr.data-row:not(.data-grid-tr-no-data) .data-grid-cell-content';

/** Magento's own grids, on both sides; ours, which are compared with the order grid of the shop without us. */
const GRIDS = { orders: '/sales/order/', invoices: '/sales/invoice/', 'credit memos': '/sales/creditmemo/', customers: '/customer/index/' };
const OURS = { log: '/ledgerline_xero/log/', queue: '/ledgerline_xero/queue/' };

async function visitor(address) {
  const { browser, page } = await open();
  await page.addInitScript((row) => {
    const look = () => {
      if (document.querySelector(row)) window.rowsShownAt = performance.now();
      // Not by animation frames: a busy machine's Chromium may stop drawing.
      else window.setTimeout(look, 10);
    };
    look();
  }, ROW);
  await page.goto(address, { timeout: SLOW });
  await page.fill('#username', administrator.user);
  await page.fill('#login', administrator.password);
  await Promise.all([page.waitForNavigation({ timeout: SLOW }), page.click('.action-login')]);
  await page.waitForSelector('.admin-user', { state: 'attached', timeout: SLOW });
  const links = await page.evaluate(() => [...document.querySelectorAll('#nav a[href]')].map((link) => link.href));
  return { browser, page, link: (path) => links.find((href) => href.includes(path)) };
}

/** Milliseconds until the first byte of the page and until its rows are shown. A page that stays empty is told, and opened again. */
async function load({ page, link }, path) {
  for (let again = 2; ; again -= 1) {
    await page.goto(link(path), { timeout: SLOW, waitUntil: 'commit' });
    try {
      await page.waitForFunction(() => window.rowsShownAt, null, { polling: 50, timeout: 60_000 });
      break;
    } catch (error) {
      console.error(`No rows within a minute: ${page.url()}`);
      if (process.env.PAGES_PICTURE) await page.screenshot({ path: process.env.PAGES_PICTURE, fullPage: true });
      if (again === 0) throw error;
    }
  }
  const times = await page.evaluate(() => {
    const [navigation] = performance.getEntriesByType('navigation');
    return { html: navigation.responseStart - navigation.startTime, rows: window.rowsShownAt - navigation.startTime };
  });
  // The next page must not pay for what this one still asks.
  await page.waitForFunction(() => document.readyState === 'complete' && window.jQuery && window.jQuery.active === 0, null, { polling: 50, timeout: SLOW });
  await page.waitForTimeout(300);
  return times;
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const sides = { with: await visitor(process.env.PAGES_WITH), without: await visitor(process.env.PAGES_WITHOUT) };
const taken = {};
const keep = (name, times) => {
  for (const [what, ms] of Object.entries(times)) (taken[`${name} ${what}`] ??= []).push(ms);
};
// The first round warms caches up and does not count. Who goes first changes from round to round.
for (let round = 0; round <= ROUNDS; round += 1) {
  const order = round % 2 ? ['with', 'without'] : ['without', 'with'];
  for (const [name, path] of Object.entries(GRIDS)) {
    for (const side of order) {
      const times = await load(sides[side], path);
      if (round > 0) keep(`${name} ${side}`, times);
    }
  }
  for (const [name, path] of Object.entries(OURS)) {
    const times = await load(sides.with, path);
    if (round > 0) keep(`${name} with`, times);
  }
}
for (const { browser } of Object.values(sides)) await browser.close();

let worst = 0;
console.log(`${'page'.padEnd(16)}${'compared with'.padEnd(28)}${'HTML'.padStart(8)}${'without'.padStart(10)}${'ratio'.padStart(8)}${'rows shown'.padStart(12)}${'without'.padStart(10)}${'ratio'.padStart(8)}`);
for (const name of [...Object.keys(GRIDS), ...Object.keys(OURS)]) {
  const other = GRIDS[name] ? name : 'orders';
  let line = name.padEnd(16) + (GRIDS[name] ? 'the same without us' : 'orders without us').padEnd(28);
  for (const [what, width] of [['html', 8], ['rows', 12]]) {
    const [own, base] = [median(taken[`${name} with ${what}`]), median(taken[`${other} without ${what}`])];
    if (what === 'rows') worst = Math.max(worst, own / base);
    line += own.toFixed(0).padStart(width) + base.toFixed(0).padStart(10) + (own / base).toFixed(2).padStart(8);
  }
  console.log(line);
}
console.log(`Medians of ${ROUNDS} pages each, milliseconds. Worst ratio until the rows are shown: ${worst.toFixed(2)} (at most ${MOST})`);
process.exit(worst > MOST ? 1 : 0);
