// Connecting, as a shop owner meets it: an unfinished setup list, attempts that end in every way, another organisation by mistake, and a second
// organisation with the same app.
//
// Needs the extension and the sandbox with its two organisations.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { SECTION, barriers, magento, open, openConfiguration, ready, save, signIn } from './shop.mjs';

const MINUTE = 60_000;
const APP = { id: 'sandbox-web', secret: 'sandbox-web-secret' };
const FIRST = 'Ledgerline Demo Company';
const SECOND = 'Ledgerline Second Ltd';
const TIMES = Number(process.env.LEDGERLINE_CONNECT_TIMES ?? 3);

let browser;
let context;
let page;

async function run(...args) {
  const { code, output } = await magento(...args);
  assert.ok([0, 2, 3].includes(code), `${args.join(' ')}: ${code} ${output}`);
  return output;
}

before(async () => {
  assert.ok(process.env.LEDGERLINE_SANDBOX_URL, 'LEDGERLINE_SANDBOX_URL is not set');
  await magento('ledgerline:disconnect', '--no-interaction');
  for (const path of ['connection/client_id', 'connection/client_secret', 'accounts/bank', 'accounts/sales']) await run('config:set', `${SECTION}/${path}`, '');
  await run('config:set', `${SECTION}/connection/type`, 'web_app');
  ({ browser, context, page } = await open());
  await signIn(page);
}, { timeout: 5 * MINUTE });

after(async () => browser?.close());

const state = () => page.locator('.ledgerline-connect [data-role=state]').innerText();
const message = () => page.locator('.ledgerline-connect [data-role=message]').innerText();

/** Does something after which the page draws itself again, knowing its connection. */
async function noticed(name, act) {
  const loaded = page.waitForEvent('load', { timeout: 30_000 });
  await act();
  await loaded;
  await ready(page);
  assert.equal(await state(), `Connected to ${name}`);
}

/** Presses a button that opens the window, allows an organisation there, and gives the window at its end. */
async function consentTo(organisation, button = '#ledgerline_xero_connect_button') {
  const opened = context.waitForEvent('page');
  await page.click(button);
  const window = await opened;
  await window.waitForSelector('button[name=decision]');
  await window.locator('label', { hasText: organisation }).locator('input').check();
  await window.click('button[value=allow]');
  await window.waitForSelector('.ledgerline-result');
  return window;
}

test('every step of an unfinished setup list can be read', { timeout: 5 * MINUTE }, async () => {
  await openConfiguration(page);
  assert.match(await page.locator('.ledgerline-status').innerText(), /Set up the Xero Integration/);
  assert.deepEqual(await barriers(page, '.ledgerline-status'), []);
});

test('Connect Now without a Client ID says what is missing, beside the button', { timeout: 2 * MINUTE }, async () => {
  await page.click('#ledgerline_xero_connect_button');
  assert.match(await message(), /Enter the Client ID and the client secret/);
  assert.equal(context.pages().length, 1, 'no window opened');
  assert.equal(await page.evaluate(() => document.activeElement.id), `${SECTION}_connection_client_id`);
});

test('the redirect address comes before the fields that the app at Xero gives', async () => {
  const order = await page.evaluate((section) => [...document.querySelectorAll(`#row_${section}_connection_redirect_address, #row_${section}_connection_client_id`)].map((row) => row.id), SECTION);
  assert.deepEqual(order, [`row_${SECTION}_connection_redirect_address`, `row_${SECTION}_connection_client_id`]);
});

test('the button of the setup list connects, and the page notices', { timeout: 5 * MINUTE }, async () => {
  await save(page, { connection_client_id: APP.id, connection_client_secret: APP.secret });
  assert.deepEqual(await barriers(page, '.ledgerline-status'), [], 'with its button');
  await noticed(FIRST, async () => {
    const window = await consentTo(FIRST, '.ledgerline-step._next .ledgerline-step-action');
    await window.waitForSelector('.ledgerline-result._connected');
    await window.close();
  });
});

test('Choose accounts leads to the first account that is still to choose; payments come later', { timeout: 3 * MINUTE }, async () => {
  await page.locator('.ledgerline-step', { hasText: 'Accounts' }).locator('.ledgerline-step-action').click();
  assert.equal(await page.evaluate(() => document.activeElement.id), `${SECTION}_accounts_bank`);
  assert.match(await page.locator('.ledgerline-step', { hasText: 'Payments' }).innerText(), /Later/);
  assert.deepEqual(await barriers(page, '.ledgerline-status'), [], 'with its button');
  await save(page, { accounts_bank: '090', accounts_sales: '200' });
});

/** Some four of six attempts were never noticed: the page asked with a session that was loaded before the window wrote into it. */
test(`the page notices ${TIMES} times of ${TIMES} how the window ended`, { timeout: 15 * MINUTE }, async () => {
  for (let time = 1; time <= TIMES; time++) {
    const began = Date.now();
    await noticed(FIRST, async () => {
      const window = await consentTo(FIRST);
      await window.waitForSelector('.ledgerline-result._connected');
      await window.close();
    });
    console.log(`# attempt ${time}: ${((Date.now() - began) / 1000).toFixed(1)} s with the reload`);
  }
});

test('another organisation is asked for in the window and on the page, and nothing is sent until then', { timeout: 10 * MINUTE }, async () => {
  await run('ledgerline:sync', '--entity=invoice', '--ids=1-10');
  await run('ledgerline:drain');
  const window = await consentTo(SECOND);
  await window.waitForSelector('.ledgerline-result._confirm');
  const asked = await window.locator('.ledgerline-result').innerText();
  assert.match(asked, new RegExp(`Until now the books were in ${FIRST}: \\d+ (invoices?|records?)\\. Move to ${SECOND}\\?`));
  assert.deepEqual(await barriers(window, '.ledgerline-result'), []);
  await page.waitForSelector('.ledgerline-connect .message-warning');
  assert.match(await message(), new RegExp(`Until now the books were in ${FIRST}[\\s\\S]*Keep ${FIRST}[\\s\\S]*Move to ${SECOND}`));
  assert.match(await run('ledgerline:status'), new RegExp(`Move to ${SECOND}`));
  assert.match(await run('ledgerline:drain'), /connection|Sent 0|not connected|nothing/i);
  await noticed(FIRST, async () => {
    await window.click('button[value=keep]');
    await window.waitForSelector('.ledgerline-result._kept');
    assert.equal(await window.locator('h1').innerText(), `The books stay in ${FIRST}`);
    await window.close();
  });
});

test('a question that was left open is on the page, and moving is answered there', { timeout: 10 * MINUTE }, async () => {
  await (await consentTo(SECOND)).close();
  await openConfiguration(page);
  assert.match(await state(), /waiting for your answer/);
  assert.match(await page.locator('.ledgerline-step', { hasText: 'Organisation' }).innerText(), /Until now the books were in/);
  await page.locator('.ledgerline-step', { hasText: 'Organisation' }).locator('.ledgerline-step-action').click();
  assert.equal(await page.evaluate(() => document.activeElement.id), 'ledgerline_xero_question');
  assert.deepEqual(await barriers(page, '.ledgerline-connect'), []);
  await noticed(SECOND, () => page.locator('.ledgerline-connect button', { hasText: `Move to ${SECOND}` }).click());
  assert.match(await run('ledgerline:log', '--limit=5'), /moved from/);
  // Nothing was sent there: going back raises no question.
  await openConfiguration(page);
  // The page loads itself again once it noticed: not in the middle of the next test.
  await noticed(FIRST, async () => {
    const window = await consentTo(FIRST);
    await window.waitForSelector('.ledgerline-result._connected');
    await window.close();
  });
});

/** The website's own Client ID was the default's, so the kept answer "no connection of its own" was never looked at again. */
test('a website is connected to a second organisation with the same app', { timeout: 10 * MINUTE }, async () => {
  await openConfiguration(page);
  const website = await page.evaluate(() => document.querySelector('#store-change-button ~ ul [data-role=website-id][data-value="2"], #store-change-button ~ ul [data-role=website-id]:not([data-value="1"])')?.dataset.value);
  await page.goto(page.url().replace('/section/ledgerline_xero/', `/section/ledgerline_xero/website/${website}/`));
  await ready(page);
  for (const field of ['connection_type', 'connection_client_id', 'connection_client_secret']) await page.locator(`#${SECTION}_${field}_inherit`).uncheck();
  await save(page, { connection_type: 'web_app', connection_client_id: APP.id, connection_client_secret: APP.secret });
  await noticed(SECOND, async () => {
    const window = await consentTo(SECOND);
    await window.waitForSelector('.ledgerline-result._connected');
    await window.close();
  });
  await openConfiguration(page);
  assert.equal(await state(), `Connected to ${FIRST}`);
  // The website uses the default's connection again.
  await page.goto(page.url().replace('/section/ledgerline_xero/', `/section/ledgerline_xero/website/${website}/`));
  await ready(page);
  for (const field of ['connection_type', 'connection_client_id', 'connection_client_secret']) await page.locator(`#${SECTION}_${field}_inherit`).check();
  await save(page);
  assert.equal(await state(), `Connected to ${FIRST}`);
});

test('schedules are chosen from a list, and saved as expressions', { timeout: 6 * MINUTE }, async () => {
  await openConfiguration(page);
  const saved = async (field) => (await magento('config:show', `${SECTION}/cron/${field}`)).output.trim();
  const row = (field) => page.locator(`#row_${SECTION}_cron_${field}`);
  for (const field of ['drain_schedule', 'reconcile_schedule', 'prune_schedule']) await page.locator(`#${SECTION}_cron_${field}_inherit`).uncheck();
  await row('drain_schedule').locator('[data-role=choice]').selectOption('*/5 * * * *');
  await row('reconcile_schedule').locator('[data-role=time]').fill('05:30');
  await row('reconcile_schedule').locator('[data-role=time]').dispatchEvent('change');
  await row('prune_schedule').locator('[data-role=choice]').selectOption('own');
  await save(page, { cron_prune_schedule: '15 3 * * 1-5' });
  assert.deepEqual([await saved('drain_schedule'), await saved('reconcile_schedule'), await saved('prune_schedule')], ['*/5 * * * *', '30 5 * * *', '15 3 * * 1-5']);
  assert.equal(await row('prune_schedule').locator('[data-role=choice]').inputValue(), 'own');
  assert.equal(await row('reconcile_schedule').locator('[data-role=time]').inputValue(), '05:30');
  for (const field of ['drain_schedule', 'reconcile_schedule', 'prune_schedule']) await page.locator(`#${SECTION}_cron_${field}_inherit`).check();
  await save(page);
  assert.equal(await row('drain_schedule').locator('[data-role=choice]').inputValue(), '*/30 * * * *');
});
