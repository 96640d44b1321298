// Daily work in a browser: filters of one click, badges, the overview, Send now on a record, damaged lines, accounts of products. Needs a copy of
// the shop of its own; connects it when it is not connected.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { barriers, clearFilters, connect, eventually, filterBy, gridReady, kept, magento, menuLink, messages, open, openGrid, pageBuilderReady, rows, script, sentAndHeld, settle, signIn } from './shop.mjs';

const MINUTE = 60_000;

let browser;
let page;
let problems;
let held;

before(async () => {
  await connect();
  held = (await sentAndHeld(3)).split(',');
  ({ browser, page, problems } = await open());
  await signIn(page);
}, { timeout: 8 * MINUTE });

after(async () => browser?.close());

const found = async () => Number((await page.locator('.admin__control-support-text').first().innerText()).replace(/\D/g, ''));
const pressed = () => page.locator('.ledgerline-preset[aria-pressed=true]').allInnerTexts();

async function preset(name) {
  const button = page.locator('.ledgerline-preset', { hasText: new RegExp(`^${name}$`) });
  if (await button.getAttribute('aria-pressed') !== 'true') {
    await kept(page, () => button.click());
  }
}

test('the log is filtered with one click, and by website', { timeout: 6 * MINUTE }, async () => {
  await openGrid(page, 'ledgerline_xero/log');
  problems.length = 0;
  await preset('All');
  assert.deepEqual(await pressed(), ['All']);
  const all = await found();
  await preset('Today');
  assert.deepEqual([await pressed(), await found()], [['Today'], all]);
  await preset('Errors today');
  assert.deepEqual([await pressed(), await found()], [['Errors today'], 0]);
  assert.match(await page.locator('.admin__data-grid-filters-current').first().innerText(), /Everything that went wrong/);
  await preset('All');
  assert.equal(await found(), all);
  // A website is all of its store views, and nothing else.
  // The first website is the head of the list, up to that of the next one.
  const [website, ...views] = await page.locator('.admin__data-grid-filters select[name=store_id]').evaluate((list) => {
    const [, ...labels] = [...list.children];
    const next = labels.findIndex((one, place) => place > 0 && one.tagName === 'OPTGROUP');
    return labels.slice(1, next).map((one) => one.textContent.trim());
  });
  let sum = 0;
  for (const view of views) {
    await filterBy(page, 'store_id', view);
    sum += await found();
  }
  await filterBy(page, 'store_id', website);
  assert.ok(sum > 0 && sum < all, `${sum} of ${all}`);
  assert.equal(await found(), sum);
  assert.deepEqual(await pressed(), []);
  await preset('All');
  assert.deepEqual(await barriers(page, '.ledgerline-presets'), []);
  assert.deepEqual(problems, []);
});

test('what a person put on hold needs nobody, and is found under On hold', { timeout: 4 * MINUTE }, async () => {
  await openGrid(page, 'ledgerline_xero/queue');
  await preset('On hold');
  assert.equal(await found(), held.length);
  await preset('Needs attention');
  assert.equal(await found(), 0);
  await preset('All that is open');
});

for (const [part, late] of [['bookmarks', '**/grid/controls/bookmarks/bookmarks.js'], ['columns', '**/grid/columns/column.js']]) {
  test(`a filter of one click is not lost while the grid still loads its ${part}`, { timeout: 4 * MINUTE }, async () => {
    await openGrid(page, 'ledgerline_xero/queue');
    await preset('On hold');
    let release;
    const released = new Promise((resolve) => { release = resolve; });
    await page.route(late, async (route) => {
      await released;
      await route.continue();
    });
    const button = page.locator('.ledgerline-preset', { hasText: /^Needs attention$/ });
    try {
      await page.goto(await menuLink(page, 'ledgerline_xero/queue'), { waitUntil: 'commit' });
      // All but what is held back has loaded.
      await page.waitForFunction((other) => {
        const toolbar = 'ledgerline_xero_queue_listing.ledgerline_xero_queue_listing.listing_top.';
        return window.require?.defined?.('uiRegistry') && other.every((name) => window.require('uiRegistry').get(toolbar + name));
      }, part === 'bookmarks' ? ['listing_filters', 'fulltext'] : ['bookmarks', 'listing_filters', 'fulltext']);
      assert.ok(await button.isDisabled(), 'it cannot be pressed in vain');
    } finally {
      release();
    }
    await kept(page, () => button.click(), MINUTE);
    await page.unroute(late);
    assert.deepEqual([await pressed(), await found()], [['Needs attention'], 0]);
    await preset('All that is open');
  });
}

test('a badge in a grid of sales leads to its line in the queue', { timeout: 4 * MINUTE }, async () => {
  await openGrid(page, '/sales/invoice/');
  await clearFilters(page);
  await filterBy(page, 'xero_status', 'On hold');
  assert.equal(await found(), held.length, 'the column knows it without cron');
  const badge = page.locator('tr.data-row .ledgerline-badge-link').first();
  const number = (await page.locator('tr.data-row').first().innerText()).match(/\d{9,}/)[0];
  assert.match(await badge.getAttribute('title'), /Held by a person/);
  await Promise.all([page.waitForNavigation(), badge.click()]);
  await gridReady(page);
  await eventually(found, 1);
  await gridReady(page);
  assert.ok((await rows(page))[0].includes(number), number);
  await page.goBack();
  await gridReady(page);
  await clearFilters(page);
});

test('what was just saved is queued from the first moment, and its badge says when it goes', { timeout: 4 * MINUTE }, async () => {
  await openGrid(page, '/customer/index/');
  const first = page.locator('tr.data-row').filter({ hasText: 'Synced' }).first();
  const email = (await first.innerText()).match(/\S+@\S+/)[0];
  await page.goto(await first.locator('a.action-menu-item').first().getAttribute('href'));
  await settle(page);
  await page.locator('#tab_customer').click();
  await page.locator('input[name="customer[firstname]"]').fill(`Renamed${Date.now() % 1000}`);
  await Promise.all([page.waitForNavigation(), page.locator('#save').click()]);
  await gridReady(page);
  await openGrid(page, '/customer/index/');
  const row = page.locator('tr.data-row', { hasText: email }).first();
  assert.match(await row.innerText(), /Waiting/i);
  assert.match(await row.locator('.ledgerline-badge-link').getAttribute('title'), /The next sending is at|Cron has never run here/);
});

test('a record says in its part about Xero where its line in the queue is', { timeout: 4 * MINUTE }, async () => {
  await openGrid(page, '/sales/invoice/');
  await filterBy(page, 'xero_status', 'On hold');
  await page.goto(await page.locator('tr.data-row a.action-menu-item').first().getAttribute('href'));
  await settle(page);
  await page.locator('.ledgerline-record').scrollIntoViewIfNeeded();
  await page.waitForSelector('.ledgerline-record-head');
  const head = page.locator('.ledgerline-record-head .ledgerline-badge-link');
  assert.match(await head.innerText(), /On hold/i);
  assert.match(await head.getAttribute('href'), /ledgerline_xero\/queue\/index.*entity_id/);
  assert.deepEqual(await barriers(page, '.ledgerline-record'), []);
  await openGrid(page, '/sales/invoice/');
  await clearFilters(page);
});

test('a record that nobody ever queued says so', { timeout: 4 * MINUTE }, async () => {
  await openGrid(page, '/sales/invoice/');
  await clearFilters(page);
  await filterBy(page, 'xero_status', 'Not sent');
  await page.goto(await page.locator('tr.data-row a.action-menu-item').first().getAttribute('href'));
  await settle(page);
  await page.locator('.ledgerline-record').scrollIntoViewIfNeeded();
  await page.waitForSelector('.ledgerline-record-head');
  assert.match(await page.locator('.ledgerline-record-head').innerText(), /Not sent[\s\S]*It was not sent to Xero yet/i);
  await openGrid(page, '/sales/invoice/');
  await clearFilters(page);
});

test('a damaged line says what to do, and its record is sent from the shop again', { timeout: 6 * MINUTE }, async () => {
  assert.equal((await magento('ledgerline:retry', `--ids=${held[0]}`)).code, 0);
  await script('store.php', 'damage-snapshot', String(held[0]));
  await magento('ledgerline:drain');
  await magento('cache:clean', 'config');
  await openGrid(page, 'ledgerline_xero/queue');
  await preset('Needs attention');
  const row = page.locator('tr.data-row').first();
  assert.match(await row.innerText(), /Damaged[\s\S]*was set apart[\s\S]*Press Send now/i);
  assert.match(await page.locator('.ledgerline-grid-notice').innerText(), /1 line of the queue is damaged/);
  await row.locator('.action-select').click();
  assert.deepEqual(await row.locator('.action-menu a').allInnerTexts(), ['Send now', 'Remove']);
  await Promise.all([page.waitForNavigation(), row.locator('.action-menu a', { hasText: 'Send now' }).click()]);
  await gridReady(page);
  assert.deepEqual(await messages(page), ['1 document is being sent now.']);
  await magento('ledgerline:drain');
  const { items } = JSON.parse((await magento('ledgerline:queue', '--limit=100', '--json')).output);
  assert.equal(items.find((job) => String(job.id) === held[0]), undefined, 'the line is gone');
  assert.equal(await page.locator('.ledgerline-grid-notice').count(), 0);
});

test('a damaged line whose record nobody knows is removed', { timeout: 4 * MINUTE }, async () => {
  assert.equal((await magento('ledgerline:retry', `--ids=${held[1]}`)).code, 0);
  await script('store.php', 'damage-entity', String(held[1]));
  // The engine sets it apart, with its own words.
  await magento('ledgerline:drain');
  await openGrid(page, 'ledgerline_xero/queue');
  await preset('All that is open');
  const row = page.locator('tr.data-row', { hasText: 'was set apart' });
  await row.locator('.action-select').click();
  await Promise.all([page.waitForNavigation(), row.locator('.action-menu a', { hasText: 'Send now' }).click()]);
  await gridReady(page);
  assert.match((await messages(page)).join(' '), /Remove the line/);
  await row.locator('.action-select').click();
  await row.locator('.action-menu a', { hasText: 'Remove' }).click();
  assert.match(await page.locator('.modal-popup._show').innerText(), /Only this line is removed[\s\S]*Keep[\s\S]*Remove/);
  await Promise.all([page.waitForNavigation(), page.locator('.modal-popup._show .action-accept').click()]);
  await gridReady(page);
  assert.deepEqual(await messages(page), ['1 damaged line was removed.']);
  assert.ok((await rows(page)).every((text) => !text.includes('set apart')));
});

async function sandbox(path, body) {
  const answer = await fetch(`${process.env.LEDGERLINE_SANDBOX_URL}/sandbox/${path}`, {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body),
  });
  assert.ok(answer.ok, `${path}: ${answer.status}`);
}

/** Locks the books of the sandbox up to a day, or opens them. */
async function lock(period) {
  await sandbox('lock-date', { period, year: null });
  assert.equal((await magento('ledgerline:lists', '--refresh')).code, 0);
}

test('the overview counts every held document, says a group as a group, and leads to all of it', { timeout: 8 * MINUTE }, async () => {
  await lock('2026-12-31');
  await magento('ledgerline:sync', '--entity=invoice', '--ids=100-109');
  await magento('ledgerline:drain');
  const { items } = JSON.parse((await magento('ledgerline:queue', '--state=held', '--limit=500', '--json')).output);
  const locked = items.filter((job) => job.code === 'period_locked');
  assert.ok(locked.length >= 5, `${locked.length} are held`);
  await magento('cache:clean', 'config');
  await page.goto(await menuLink(page, '/overview/index'));
  await settle(page);
  const stuck = items.filter((job) => job.code !== 'held_by_person').length;
  assert.equal((await page.locator('.ledgerline-overview-held._bad').innerText()).trim(), `${stuck} documents need your attention.`);
  const counts = (await page.locator('.ledgerline-held-table tbody tr td:first-child').allInnerTexts()).map(Number);
  assert.equal(counts.reduce((sum, one) => sum + one, 0), items.length, 'no document is left out');
  const group = page.locator('.ledgerline-held-table tbody tr', { hasText: 'The period is locked in Xero' });
  // What is true for one document stands beside that document; the group has a title of its own.
  const lines = await group.locator('.ledgerline-reasons li').allInnerTexts();
  for (const line of lines.slice(0, -1)) {
    const [, number] = /^Invoice (\d+): /.exec(line);
    assert.ok(line.includes(`${number} is dated`), line);
  }
  assert.equal(lines.at(-1), `and ${locked.length - lines.length + 1} more documents`);
  await Promise.all([page.waitForNavigation(), group.locator('.ledgerline-reasons li:last-child a').click()]);
  await gridReady(page);
  await eventually(found, locked.length);
  await page.goto(await menuLink(page, '/overview/index'));
  await settle(page);
  await Promise.all([page.waitForNavigation(), page.locator('.ledgerline-overview-held._bad a').click()]);
  await gridReady(page);
  await eventually(async () => [await found(), await pressed()], [stuck, ['Needs attention']]);
  await preset('All that is open');
});

test('Send now on an order stays on its tab and shows what becomes of it', { timeout: 8 * MINUTE }, async () => {
  await openGrid(page, '/sales/order/');
  await clearFilters(page);
  await filterBy(page, 'xero_status', 'Held');
  await page.goto(await page.locator('tr.data-row a.action-menu-item').first().getAttribute('href'));
  await settle(page);
  await page.click('a#sales_order_view_tabs_ledgerline_xero');
  await page.locator('.ledgerline-record').scrollIntoViewIfNeeded();
  await page.waitForSelector('.ledgerline-record-head');
  const head = page.locator('.ledgerline-record-head');
  assert.match(await head.innerText(), /Held[\s\S]*locked up to/i);
  const address = page.url();
  await lock(null);
  // The background sender is woken by the button, and done before the page looks when Xero answers at once.
  await sandbox('faults', { match: { path: '/Invoices' }, kind: 'slow', times: 1, seconds: 15 });
  await head.locator('button', { hasText: 'Send now' }).click();
  await page.locator('[data-role=said]', { hasText: /being sent now|first in the queue/ }).waitFor();
  assert.equal(page.url(), address);
  // The part reads itself again while something of it is on its way.
  await page.locator('.ledgerline-record-head', { hasText: /Synced/i }).waitFor({ timeout: MINUTE });
  assert.equal(page.url(), address);
  assert.ok(await head.isVisible(), 'still on the tab');
  assert.match(await page.locator('.ledgerline-record').innerText(), /View in Xero/);
  await openGrid(page, '/sales/order/');
  await clearFilters(page);
});

test('a product takes only accounts that Xero has, alone and with others', { timeout: 8 * MINUTE }, async () => {
  await openGrid(page, '/catalog/product/');
  await clearFilters(page);
  await page.goto(await page.locator('tr.data-row a.action-menu-item').first().getAttribute('href'), { timeout: 3 * MINUTE });
  await settle(page);
  const group = page.locator('.fieldset-wrapper[data-index=xero]');
  await group.locator('.fieldset-wrapper-title').click();
  const account = group.locator('select[name="product[xero_sales_account]"]');
  await account.waitFor();
  const labels = (await account.locator('option').allTextContents()).map((label) => label.trim());
  assert.equal(labels[0], '-- Sales account of the configuration --');
  assert.ok(labels.includes('200 - Sales'), labels.join());
  assert.ok(labels.every((label) => !label.includes('090')), 'no bank accounts');
  await group.locator('.ledgerline-record').waitFor();
  await account.selectOption('210');
  await pageBuilderReady(page);
  await page.locator('#save-button').click();
  await page.locator('#messages .message', { hasText: 'You saved the product.' }).waitFor({ timeout: 3 * MINUTE });
  await settle(page);
  await group.locator('.fieldset-wrapper-title').click();
  assert.equal(await account.inputValue(), '210');

  await openGrid(page, '/catalog/product/');
  for (let row = 0; row < 2; row++) await page.locator('.data-grid tr.data-row input[type=checkbox]').nth(row).check();
  await page.locator('.admin__data-grid-header button.action-select:visible').first().click();
  await Promise.all([page.waitForNavigation(), page.locator('.action-menu-item', { hasText: 'Update attributes' }).first().click()]);
  await settle(page);
  const several = page.locator('select[name="attributes[xero_sales_account]"]');
  assert.deepEqual((await several.locator('option').allTextContents()).map((label) => label.trim()), labels);
  // Magento's form and its button come to life by scripts of their own; a click before that does nothing.
  await page.waitForFunction(() => {
    const form = window.jQuery('#attributes-edit-form');
    return form.data('mage-form') && form.data('mage-validation') && window.jQuery('#save, .page-actions .save').data('ui-button');
  });
  await page.locator('#toggle_xero_sales_account').check();
  // Whoever sends something else than the list has is refused, before anything is changed.
  await several.evaluate((list) => list.insertAdjacentHTML('beforeend', '<option value="99999999" selected>99999999</option>'));
  const save = page.locator('.page-actions button:visible', { hasText: 'Save' });
  await save.click();
  await page.locator('.message', { hasText: 'Xero sales account: There is no account "99999999" in Xero.' }).first().waitFor();
  await several.selectOption('');
  await Promise.all([page.waitForNavigation({ timeout: 3 * MINUTE }), save.click()]);
  await gridReady(page);
  assert.match((await messages(page)).join(), /Message is added to queue/);
});
