// Every page of the module under axe-core: no serious or critical findings for people with a keyboard or a screen reader.
//
// Needs what admin.test.mjs needs; connects the shop when it is not connected, and sends a few documents when none were sent.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  SECTION, barriers, clearFilters, connect, filterBy, gridReady, home, magento, menuLink, open, openConfiguration, openGrid, sentAndHeld, settle, signIn,
} from './shop.mjs';

const MINUTE = 60_000;
/** What is ours of a page: neither Magento's menu and header, nor its footer. */
const CONTENT = '.page-content';

let browser;
let context;
let page;
let held = '';

before(async () => {
  await connect();
  held = await sentAndHeld();
  // Under way while the configuration is looked at.
  await magento('ledgerline:sync-all', 'start', '--entity=customer');
  ({ browser, context, page } = await open());
  await signIn(page);
}, { timeout: 8 * MINUTE });

after(async () => {
  await browser?.close();
  await magento('ledgerline:retry', `--ids=${held}`);
}, { timeout: MINUTE });

async function visit(path) {
  await home(page);
  await page.goto(await menuLink(page, path), { timeout: 3 * MINUTE });
  await settle(page);
}

test('the configuration with every group open', { timeout: 5 * MINUTE }, async () => {
  await openConfiguration(page);
  for (let round = 0; round < 2; round += 1) {
    for (const head of await page.locator(`.section-config a[id^=${SECTION}_][id$=-head]`).all()) {
      const body = `#${(await head.getAttribute('id')).replace(/-head$/, '')}`;
      if (await head.isVisible() && !(await page.locator(body).isVisible())) await head.click();
    }
  }
  await page.waitForSelector('.ledgerline-run:not([hidden])');
  for (const group of ['connection', 'accounts', 'mapping', 'sync', 'documents', 'contacts', 'cron', 'alerts']) {
    assert.ok(await page.locator(`#${SECTION}_${group}`).isVisible(), group);
    assert.deepEqual(await barriers(page, `#${SECTION}_${group}`), [], group);
  }
  await magento('ledgerline:sync-all', 'cancel', '--jobs');
  await page.waitForSelector('.ledgerline-run._over', { timeout: MINUTE });
  assert.deepEqual(await barriers(page, '.ledgerline-sync-all'), []);
});

test('the window after Connect Now', { timeout: 3 * MINUTE }, async () => {
  const address = await page.inputValue(`#${SECTION}_connection_redirect_address`).catch(() => null);
  const callback = address ?? `${process.env.MAGENTO_ADMIN_URL}/ledgerline_xero/connect/callback/`;
  const other = await context.newPage();
  await other.goto(`${callback}?code=stolen&state=made-up`);
  await other.waitForSelector('.ledgerline-result');
  assert.deepEqual(await barriers(other, '.ledgerline-result'), []);
  await other.close();
});

for (const name of ['tax', 'payment', 'totals', 'tracking']) {
  test(`the mapping page ${name}`, { timeout: 3 * MINUTE }, async () => {
    await visit(`/ledgerline_xero/${name}/`);
    await page.waitForSelector('.ledgerline-mapping[data-ready]');
    if (name === 'tax') await page.click('.ledgerline-rules [data-role=add]');
    assert.deepEqual(await barriers(page, CONTENT), []);
  });
}

for (const [name, path] of [['overview', '/overview/index'], ['daily requests', '/requests/index'], ['reconciliation', '/reconciliation/index'], ['dry run', '/dryrun/index']]) {
  test(`the page ${name}`, { timeout: 3 * MINUTE }, async () => {
    await visit(path);
    for (const more of await page.locator('.ledgerline-details summary').all()) await more.click();
    assert.deepEqual(await barriers(page, CONTENT), []);
  });
}

/** Which of axe's rules Magento's own grids break, whatever is in them. */
async function magentosOwn() {
  await page.goto(await menuLink(page, '/sales/order/'), { timeout: 3 * MINUTE });
  await gridReady(page);
  return new Set((await barriers(page, CONTENT)).map((found) => found.split(':')[0]));
}

for (const name of ['queue', 'log']) {
  test(`the grid ${name} has nothing that Magento's own grids do not have`, { timeout: 4 * MINUTE }, async () => {
    await home(page);
    const known = await magentosOwn();
    await page.goto(await menuLink(page, `/ledgerline_xero/${name}/`), { timeout: 3 * MINUTE });
    await gridReady(page);
    await clearFilters(page);
    assert.ok(await page.locator('.data-grid tbody tr.data-row').count() > 0, 'there are rows');
    assert.deepEqual((await barriers(page, CONTENT)).filter((found) => !known.has(found.split(':')[0])), []);
  });
}

test('a line of the log', { timeout: 3 * MINUTE }, async () => {
  await visit('/ledgerline_xero/log/');
  await gridReady(page);
  await clearFilters(page);
  await page.goto(await page.locator('.data-grid a', { hasText: 'Details' }).first().getAttribute('href'));
  await settle(page);
  assert.deepEqual(await barriers(page, CONTENT), []);
});

test('the column in a grid of sales, and the part on a record\'s page with its preview', { timeout: 4 * MINUTE }, async () => {
  await home(page);
  await openGrid(page, '/sales/order/');
  await clearFilters(page);
  await filterBy(page, 'xero_status', 'Synced');
  assert.ok(await page.locator('td .ledgerline-record-status').count() > 0);
  assert.deepEqual(await barriers(page, 'td .ledgerline-record-status'), []);
  await page.goto(await page.locator('.data-grid a[href*="/order/view/"]').first().getAttribute('href'));
  await settle(page);
  await page.click('a#sales_order_view_tabs_ledgerline_xero');
  await page.locator('.ledgerline-record [data-preview]').first().click();
  await page.waitForSelector('.ledgerline-paper');
  await page.locator('.ledgerline-record-raw summary').click();
  assert.deepEqual(await barriers(page, '.ledgerline-record'), []);
});

test('the dashboard', { timeout: 2 * MINUTE }, async () => {
  await home(page);
  await page.waitForSelector('.ledgerline-glance');
  assert.deepEqual(await barriers(page, '.ledgerline-glance'), []);
});

test('the user guide', { timeout: 3 * MINUTE }, async () => {
  await openConfiguration(page);
  await page.goto(await page.locator('.ledgerline-status a[href*="/guide/"]').getAttribute('href'));
  await settle(page);
  assert.deepEqual(await barriers(page, CONTENT), []);
  await page.locator('.ledgerline-guide a', { hasText: 'Troubleshooting' }).click();
  await settle(page);
  assert.match(await page.locator('.ledgerline-guide').innerText(), /No Xero tax rate is known/);
  assert.deepEqual(await barriers(page, CONTENT), []);
});
