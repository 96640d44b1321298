// Xero on the shop's own pages: the column in Magento's grids, mass actions, the part on a record's page, the details of a log line.
//
// Needs a shop with sales, the extension and the sandbox. Connects it by the command line.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  SECTION, administrator, barriers, clearFilters, filterBy, gridReady, magento, messages, open, openGrid, rows, settle, signIn,
} from './shop.mjs';

const MINUTE = 60_000;
const SETTINGS = {
  'connection/type': 'custom', 'connection/client_id': 'sandbox-custom', 'connection/client_secret': 'sandbox-custom-secret',
  'accounts/bank': '090', 'accounts/sales': '200',
};

let browser;
let page;
let problems;

/** Runs a command that must succeed, unless other codes are fine as well. */
async function run(codes, ...args) {
  const { code, output } = await magento(...args);
  assert.ok(codes.includes(code), `${args.join(' ')}: ${output}`);
  return output;
}

before(async () => {
  assert.notEqual(administrator.password, '', 'MAGENTO_ADMIN_PASSWORD is not set');
  for (const [path, value] of Object.entries(SETTINGS)) await run([0], 'config:set', `${SECTION}/${path}`, value);
  await run([0], 'ledgerline:connect');
  await run([0], 'ledgerline:sync', '--entity=invoice', '--ids=1-60');
  await run([0, 2], 'ledgerline:drain');
  ({ browser, page, problems } = await open());
  await signIn(page);
}, { timeout: 10 * MINUTE });

after(async () => browser?.close());

/** Opens the first record of a grid whose row says something. */
async function openRecord(path, needed, text = '') {
  const href = await page.evaluate(([needle, said]) => [...document.querySelectorAll('.data-grid tr.data-row')]
    .filter((row) => row.innerText.toLowerCase().includes(said)).flatMap((row) => [...row.querySelectorAll('a')])
    .map((link) => link.href).find((address) => address.includes(needle)), [needed, text.toLowerCase()]);
  await page.goto(href);
  await settle(page);
}

/** The part about Xero, when it is there. */
async function part() {
  await page.locator('.ledgerline-record').scrollIntoViewIfNeeded();
  await page.waitForSelector('.ledgerline-record-head');
  return page.locator('.ledgerline-record');
}

/** Ticks the first rows of a grid and chooses a mass action. */
async function choose(action, count = 2) {
  for (let row = 0; row < count; row++) await page.locator('.data-grid tr.data-row input[type=checkbox]').nth(row).check();
  await page.locator('.admin__data-grid-header button.action-select:visible').first().click();
  await page.locator('.action-menu-item', { hasText: action }).first().click();
  const question = page.locator('.modal-popup._show .action-accept');
  await question.or(page.locator('#messages .message')).first().waitFor();
  if (await question.count()) await question.click();
  await page.waitForSelector('#messages .message');
  await gridReady(page);
}

test('the grids say how records stand, filter and sort by it, and lead into Xero', { timeout: 6 * MINUTE }, async () => {
  await openGrid(page, '/sales/order/');
  problems.length = 0;
  await clearFilters(page);
  await filterBy(page, 'xero_status', 'Synced');
  const synced = await rows(page);
  assert.ok(synced.length > 0 && synced.every((row) => /synced/i.test(row)), synced.join('\n'));
  const link = page.locator('.ledgerline-record-link').first();
  assert.match(await link.getAttribute('href'), /^https?:.*InvoiceID/);
  assert.match(await link.getAttribute('aria-label'), /View \S+ in Xero/);
  await clearFilters(page);
  await filterBy(page, 'xero_status', 'Not sent');
  assert.ok((await rows(page)).every((row) => !/synced/i.test(row)));
  await clearFilters(page);
  for (const path of ['/sales/order/', '/sales/invoice/', '/sales/creditmemo/', '/customer/index/', '/catalog/product/']) {
    await openGrid(page, path);
    await page.locator('.data-grid-th', { hasText: /^\s*Xero\s*$/ }).last().click();
    await gridReady(page);
    assert.ok((await rows(page)).length > 0, `${path} is sorted`);
    assert.deepEqual(await page.locator('.modal-popup._show').allInnerTexts(), []);
    assert.deepEqual(await barriers(page, 'td .ledgerline-record-status'), []);
  }
  assert.deepEqual(problems, []);
});

test('mass actions queue records, and say why others are left out', { timeout: 6 * MINUTE }, async () => {
  await openGrid(page, '/sales/invoice/');
  await clearFilters(page);
  await filterBy(page, 'xero_status', 'Synced');
  await choose('Add to Xero queue');
  const said = (await messages(page)).join();
  assert.match(said, /documents? (were|was) (left out: Xero has|added to the queue)/);
  await clearFilters(page);
  await openGrid(page, '/customer/index/');
  await filterBy(page, 'xero_status', 'Not sent');
  await choose('Sync to Xero now');
  assert.match((await messages(page)).join(), /being sent now/);
  await clearFilters(page);
});

test('never send, and send again', { timeout: 6 * MINUTE }, async () => {
  await openGrid(page, '/catalog/product/');
  await clearFilters(page);
  await filterBy(page, 'xero_status', 'Not sent');
  await choose('Never send to Xero');
  assert.match((await messages(page)).join(), /2 records are never sent to Xero/);
  await clearFilters(page);
  await filterBy(page, 'xero_status', 'Never send');
  assert.ok((await rows(page)).length >= 2);
  await choose('Allow sending again');
  assert.match((await messages(page)).join(), /2 records may be sent to Xero again/);
  await clearFilters(page);
});

test('what is in Xero and was taken out is found as such', { timeout: 6 * MINUTE }, async () => {
  await openGrid(page, '/sales/invoice/');
  await clearFilters(page);
  await filterBy(page, 'xero_status', 'Synced');
  await choose('Never send to Xero');
  await clearFilters(page);
  await filterBy(page, 'xero_status', 'Never send');
  const out = await page.locator('.data-grid tr.data-row .ledgerline-record-link').count();
  assert.ok(out >= 2);
  await openRecord('/sales/invoice/', 'invoice/view');
  // Nobody scrolls: it must be there for who prints the page.
  await page.waitForSelector('.ledgerline-record-head', { state: 'attached' });
  assert.match(await page.locator('.ledgerline-record-head').innerText(), /Xero has it\. A person decided/);
  await page.goBack();
  await gridReady(page);
  await choose('Allow sending again', out);
  await clearFilters(page);
});

test('an order tells its documents and their history, and previews them', { timeout: 6 * MINUTE }, async () => {
  await openGrid(page, '/sales/order/');
  await clearFilters(page);
  await filterBy(page, 'xero_status', 'Synced');
  await openRecord('/sales/order/', 'order/view');
  problems.length = 0;
  await page.click('a#sales_order_view_tabs_ledgerline_xero');
  const xero = await part();
  assert.match(await xero.innerText(), /SYNCED[\s\S]*Sales invoice \S+, [\d,.]+ [A-Z]{3} View in Xero[\s\S]*Invoice (created in|was in) Xero/);
  await xero.locator('[data-preview]').first().click();
  await page.waitForSelector('.ledgerline-paper');
  assert.match(await page.locator('.ledgerline-paper').innerText(), /The preview sends nothing[\s\S]*Account[\s\S]*200[\s\S]*Total/);
  await page.locator('.ledgerline-record-raw summary').click();
  assert.equal(JSON.parse(await page.locator('.ledgerline-record-raw pre').innerText()).Type, 'ACCREC');
  assert.deepEqual(await barriers(page, '.ledgerline-record'), []);
  assert.deepEqual(problems, []);
});

test('what would be held says why, and where to fix it', { timeout: 6 * MINUTE }, async () => {
  for (const [path, value] of [['tax/automatic', '0'], ['tax/map', '[]'], ['tax/rules', '[]']]) await run([0], 'config:set', `${SECTION}/${path}`, value);
  try {
    await run([0, 2], 'ledgerline:sync', '--entity=creditmemo', '--ids=1-20');
    await run([0, 2], 'ledgerline:drain');
    await openGrid(page, '/sales/creditmemo/');
    await clearFilters(page);
    await filterBy(page, 'xero_status', 'Held');
    assert.match(await page.locator('.ledgerline-record-status [title]').first().getAttribute('title'), /tax rate/i);
    await openRecord('/sales/creditmemo/', 'creditmemo/view');
    const xero = await part();
    assert.equal(await xero.locator('.ledgerline-record-sentence a').innerText(), 'Map tax rates');
    await xero.locator('[data-preview]').first().click();
    await page.waitForSelector('.ledgerline-paper .message-warning');
    assert.match(await page.locator('.ledgerline-paper').innerText(), /is held and is not sent/);
    assert.deepEqual(await barriers(page, '.ledgerline-record'), []);
    await openGrid(page, '/ledgerline_xero/queue/');
    assert.ok(await page.locator('.ledgerline-fix-link', { hasText: 'Map tax rates' }).count() > 0);
  } finally {
    for (const path of ['tax/automatic', 'tax/map', 'tax/rules']) await magento('config:set', `${SECTION}/${path}`, path === 'tax/automatic' ? '1' : '[]');
    await run([0, 2], 'ledgerline:retry', '--all');
    await run([0, 2], 'ledgerline:drain');
  }
});

test('a line of the log opens in full', { timeout: 4 * MINUTE }, async () => {
  await openGrid(page, '/ledgerline_xero/log/');
  await clearFilters(page);
  await page.locator('.data-grid a', { hasText: 'Details' }).first().click();
  await settle(page);
  const line = page.locator('.ledgerline-line-page');
  const text = await line.innerText();
  assert.match(text, /Time[\s\S]*Becomes in Xero[\s\S]*(What was sent|Nothing was sent with this line)/);
  assert.doesNotMatch(text, /#\d|\/Date\(|\{/);
  await line.locator('details summary').click();
  if (/What was sent/.test(text)) assert.match(await line.innerText(), /\{[\s\S]*What Xero answered[\s\S]*\{/);
  assert.deepEqual(await barriers(page, '.ledgerline-line-page'), []);
});
