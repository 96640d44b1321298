// Two companies in one shop: every website has the default's connection and settings until it is given its own.
//
// Needs a shop with the website "uk" that has sales in pounds, the extension and the sandbox with its two organisations.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { SECTION, clearFilters, magento, open, openConfiguration, openGrid, ready, rows, save, signIn } from './shop.mjs';

const MINUTE = 60_000;
const WEBSITE = 'UK & Ireland "Shop"';
const DEFAULT = {
  'connection/type': 'custom', 'connection/client_id': 'sandbox-custom', 'connection/client_secret': 'sandbox-custom-secret', 'accounts/bank': '090', 'accounts/sales': '200',
};

let browser;
let context;
let page;

async function run(codes, ...args) {
  const { code, output } = await magento(...args);
  assert.ok(codes.includes(code), `${args.join(' ')}: ${output}`);
  return output;
}

before(async () => {
  for (const [path, value] of Object.entries(DEFAULT)) await run([0], 'config:set', `${SECTION}/${path}`, value);
  await run([0], 'ledgerline:connect');
  ({ browser, context, page } = await open());
  await signIn(page);
}, { timeout: 5 * MINUTE });

after(async () => browser?.close());

/** Goes to our section in the scope of a website. */
async function openWebsite(name) {
  await openConfiguration(page);
  const website = await page.evaluate((wanted) => [...document.querySelectorAll('#store-change-button ~ ul [data-role=website-id]')]
    .find((one) => one.textContent.trim() === wanted)?.dataset.value, name);
  await page.goto(page.url().replace(/website\/\d+\/?/, '').replace('/section/ledgerline_xero/', `/section/ledgerline_xero/website/${website}/`));
  await ready(page);
}

/** Fields of a website do not follow the default any more. */
async function ownValues(...fields) {
  for (const field of fields) {
    const inherit = page.locator(`#${SECTION}_${field}_inherit`);
    if (await inherit.isChecked()) await inherit.uncheck();
  }
}

const state = () => page.locator('.ledgerline-connect [data-role=state]').innerText();

test('a website has the connection of the default, and says so', { timeout: 5 * MINUTE }, async () => {
  await openWebsite(WEBSITE);
  assert.match(await state(), /Connected to Ledgerline Demo Company/);
  assert.ok(await page.isChecked(`#${SECTION}_connection_client_id_inherit`));
  assert.equal(await page.inputValue(`#${SECTION}_accounts_sales`), '200');
});

test('it is connected to a company of its own', { timeout: 5 * MINUTE }, async () => {
  await ownValues('connection_type', 'connection_client_id', 'connection_client_secret');
  await save(page, { connection_type: 'web_app', connection_client_id: 'sandbox-web', connection_client_secret: 'sandbox-web-secret' });
  assert.equal(await state(), 'Not connected');
  const opened = context.waitForEvent('page');
  await page.click('#ledgerline_xero_connect_button');
  const consent = await opened;
  await consent.waitForSelector('button[name=decision]');
  await consent.locator('label', { hasText: 'Ledgerline Second Ltd' }).locator('input').check();
  await consent.click('button[value=allow]');
  await consent.waitForSelector('.ledgerline-result._connected');
  assert.match(await consent.locator('h1').innerText(), /Ledgerline Second Ltd/);
  await consent.close();
  await page.waitForSelector('.ledgerline-connect-state._connected');
  // The lists are read, then the page draws itself again.
  await page.waitForSelector(`select#${SECTION}_accounts_bank`);
  await ready(page);
  assert.match(await state(), /Connected to Ledgerline Second Ltd/);
});

test('the default continues as it was', { timeout: 3 * MINUTE }, async () => {
  // Magento remembers the scope that was open.
  await page.goto(page.url().replace(/website\/\d+\/?/, ''));
  await ready(page);
  assert.match(await state(), /Connected to Ledgerline Demo Company/);
});

test('each document goes into the books of its website', { timeout: 8 * MINUTE }, async () => {
  await openWebsite(WEBSITE);
  await ownValues('accounts_bank', 'accounts_sales');
  await save(page, { accounts_bank: '090', accounts_sales: '205' });
  await run([0, 2], 'ledgerline:sync', '--entity=invoice', '--ids=1-400');
  await run([0, 2], 'ledgerline:drain', '--seconds=240');
  const { organisations } = await (await fetch(`${process.env.LEDGERLINE_SANDBOX_URL}/sandbox/counts`)).json();
  const invoices = (name) => organisations.find((one) => one.name === name).invoices;
  assert.ok(invoices('Ledgerline Demo Company') > 0 && invoices('Ledgerline Second Ltd') > 0, JSON.stringify(organisations));
  const { items: held } = JSON.parse(await run([0], 'ledgerline:queue', '--connection=website_uk', '--state=held', '--limit=500', '--json'));
  assert.ok(held.length > 0 && held.every((job) => job.code === 'currency_not_enabled'), JSON.stringify(held.slice(0, 2)));
});

test('the queue names the company of each job', { timeout: 5 * MINUTE }, async () => {
  await openGrid(page, '/ledgerline_xero/queue/');
  await clearFilters(page);
  // Shown from the start with two companies; who opened the grid before chooses the column.
  const columns = page.locator('.admin__data-grid-action-columns').first();
  await columns.locator('button').first().click();
  const box = columns.locator('.admin__field-option', { hasText: /^\s*Connection\s*$/ }).locator('input');
  if (!(await box.isChecked())) await box.check();
  await columns.locator('button').first().click();
  const lines = (await rows(page)).filter((line) => /is in EUR/.test(line));
  assert.ok(lines.length > 0 && lines.every((line) => line.includes(WEBSITE)), lines.join('\n'));
});
