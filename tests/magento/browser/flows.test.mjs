// What people do while the shop runs: Sync All paused and cancelled, jobs held, released and taken out, a retry from the log, a lost connection.
//
// Needs what records.test.mjs needs. Each test makes the work that it needs, and leaves an empty queue.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  SECTION, accept, barriers, clearFilters, connect, eventually, filterBy, gridReady, home, magento, menuLink, messages, open, openConfiguration, openGrid,
  ready, rows, settle, signIn,
} from './shop.mjs';

const MINUTE = 60_000;

let browser;
let page;
let problems;

before(async () => {
  await connect();
  ({ browser, page, problems } = await open());
  await signIn(page);
}, { timeout: 5 * MINUTE });

after(async () => {
  await browser?.close();
  await set({ 'documents/reference': '{order}' });
}, { timeout: MINUTE });

async function set(values) {
  for (const [path, value] of Object.entries(values)) {
    const { code, output } = await magento('config:set', `${SECTION}/${path}`, value);
    assert.equal(code, 0, output);
  }
}

/** Puts invoices into the queue, whatever was sent before: by a rule that no document was made with yet. */
async function enqueue(ids = '1-20') {
  await set({ 'documents/reference': `{order} ${Date.now()}` });
  assert.equal((await magento('ledgerline:sync', '--entity=invoice', `--ids=${ids}`)).code, 0);
}

async function sandbox(path) {
  const answer = await fetch(`${process.env.LEDGERLINE_SANDBOX_URL}/sandbox/${path}`, {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}',
  });
  assert.ok(answer.ok, `${path}: ${answer.status}`);
}

/** How many rows the grid has, on all its pages. */
async function found() {
  const words = await page.locator('.admin__data-grid-header .admin__control-support-text:visible').first().innerText();
  return Number(words.match(/\d+/)[0]);
}

/** The queue, only its jobs in a state; resolves with their number. */
async function queue(state) {
  await home(page);
  await openGrid(page, '/ledgerline_xero/queue/');
  await clearFilters(page);
  await filterBy(page, 'state', state);
  return found();
}

/** Waits until the page came back and says what was done. Links to "#" are navigations, too, so that the words decide. */
async function done(act, expected) {
  await act();
  await page.locator('#messages .message', { hasText: expected }).first().waitFor();
  await settle(page);
  await gridReady(page);
}

/** Confirms the question that comes, when one is expected. */
async function confirm(question) {
  if (!question) return;
  await page.waitForSelector('.modal-popup._show .action-accept');
  assert.match(await page.locator('.modal-popup._show').innerText(), question);
  await accept(page);
}

const rowAction = (action, expected, question) => done(async () => {
  const row = page.locator('.data-grid tbody tr.data-row').first();
  await row.locator('.data-grid-actions-cell button').click();
  await row.locator('.action-menu-item', { hasText: new RegExp(`^\\s*${action}\\s*$`) }).click();
  await confirm(question);
}, expected);

const massAction = (action, expected, question) => done(async () => {
  for (const row of [0, 1]) await page.locator('.data-grid tr.data-row input[type=checkbox]').nth(row).check();
  await page.locator('.admin__data-grid-header button.action-select:visible').first().click();
  await page.locator('.admin__data-grid-header .action-menu-item:visible', { hasText: new RegExp(`^\\s*${action}\\s*$`) }).first().click();
  await confirm(question);
}, expected);

test('jobs are held, released, cancelled and never sent, one by one and several at once', { timeout: 6 * MINUTE }, async () => {
  await enqueue();
  const waiting = await queue('Waiting');
  assert.ok(waiting >= 9, `${waiting} jobs wait`);
  problems.length = 0;
  await rowAction('Hold', /1 document is on hold\. Press Send now to release it/);
  await massAction('Hold', /2 documents are on hold\. Press Send now/);
  await rowAction('Cancel', /1 document was cancelled and is not sent/, /will not be sent to Xero unless the record changes/);
  await massAction('Cancel', /2 documents were cancelled/, /will not be sent to Xero unless their records change/);
  await rowAction('Never send', /1 record is never sent to Xero/, /leaves the queue/);
  await massAction('Never send', /2 records are never sent to Xero/, /removed from the queue/);
  assert.equal(await found(), waiting - 9);
  assert.equal(await queue('On hold'), 3);
  assert.deepEqual((await rows(page)).filter((row) => !/on hold/i.test(row)), []);
  await rowAction('Send now', /1 document is being sent now/);
  await massAction('Send now', /2 documents are being sent now/);
  // The three wait again, or are sent already: the background sender was woken.
  const left = await queue('Waiting');
  assert.ok(left <= waiting - 6 && left >= waiting - 9, `${left} of ${waiting} wait`);
  // The sender may still be at work on the rows of this page: new ones, that nobody sends meanwhile.
  await magento('ledgerline:drain');
  await enqueue();
  await queue('Waiting');
  await massAction('Hold', /2 documents are on hold/);
  await clearFilters(page);
  await rowAction('Send now', /1 document is being sent now/);
  assert.deepEqual(problems, []);
  await magento('ledgerline:exclude', '--entity=invoice', '--ids=1-20', '--include');
  await magento('ledgerline:retry', '--all');
  await magento('ledgerline:drain');
});

test('exact proposals are accepted with one press, and a held document is retried from its line in the log', { timeout: 8 * MINUTE }, async () => {
  await set({ 'tax/automatic': '0', 'tax/map': '[]', 'tax/rules': '[]' });
  try {
    // New ones: what is paid in Xero needs no tax rate any more.
    await enqueue('100-109');
    await magento('ledgerline:drain');
    assert.ok(await queue('Held') > 0);
    await home(page);
    await page.goto(await menuLink(page, '/ledgerline_xero/tax/'));
    await page.waitForSelector('.ledgerline-mapping[data-ready]');
    const exact = await page.locator('tr[data-fit=exact]').evaluateAll((matches) => matches.map((row) => [row.dataset.label, row.dataset.proposal]));
    assert.ok(exact.length > 0, 'there are exact proposals');
    await page.click('#ledgerline_mapping_accept');
    await page.waitForSelector('.modal-popup._show .ledgerline-changes');
    await Promise.all([page.waitForNavigation(), accept(page)]);
    await page.waitForSelector('.ledgerline-mapping[data-ready]');
    assert.match((await messages(page)).join(), /The mapping is saved/);
    for (const [label, taxType] of exact) {
      assert.equal(await page.locator(`tr[data-label="${label}"] [data-name=tax_type]`).first().inputValue(), taxType, label);
    }
    assert.equal(await page.locator('tr[data-fit=likely] [data-name=tax_type]').evaluateAll((matches) => matches.filter((field) => field.value).length), 0);

    // Held again, to be retried by hand.
    await set({ 'tax/map': '[]' });
    await enqueue('110-119');
    await magento('ledgerline:drain');
    await home(page);
    await openGrid(page, '/ledgerline_xero/log/');
    await clearFilters(page);
    await page.goto(await page.locator('.data-grid tr.data-row', { hasText: 'Map tax rates' }).locator('a', { hasText: 'Details' }).first().getAttribute('href'));
    await settle(page);
    assert.match(await page.locator('.ledgerline-line-page').innerText(), /Map tax rates/);
    await set({ 'tax/automatic': '1' });
    await done(() => page.getByRole('button', { name: 'Send now' }).click(), /1 document is being sent now/);
  } finally {
    await set({ 'tax/automatic': '1', 'tax/map': '[]' });
    await magento('ledgerline:retry', '--all');
    await magento('ledgerline:drain');
  }
});

test('Sync All is paused, resumed and cancelled', { timeout: 6 * MINUTE }, async () => {
  await set({ 'documents/reference': `{order} ${Date.now()}` });
  await home(page);
  await openConfiguration(page);
  problems.length = 0;
  await page.click('.ledgerline-sync-all [data-role=preview]');
  await page.waitForSelector('.modal-popup._show .ledgerline-preview');
  await accept(page);
  await page.waitForSelector('.ledgerline-run:not([hidden])');
  const button = page.locator('.ledgerline-run [data-role=pause]');
  const label = (text) => page.waitForFunction((wanted) => document.querySelector('.ledgerline-run [data-role=pause]').innerText.trim() === wanted, text);
  await button.click();
  await label('Resume');
  assert.match(await page.locator('.ledgerline-run-title').innerText(), /paused/i);
  assert.equal(JSON.parse((await magento('ledgerline:sync-all', '--json')).output).state, 'paused');
  assert.deepEqual(await barriers(page, '.ledgerline-sync-all'), []);
  await page.reload();
  await ready(page);
  await label('Resume');
  await button.click();
  await label('Pause');
  await page.click('.ledgerline-run [data-role=cancel]');
  await page.waitForSelector('.modal-popup._show #ledgerline_cancel_jobs');
  await settle(page);
  await page.check('#ledgerline_cancel_jobs', { force: true });
  await accept(page);
  await page.waitForSelector('.ledgerline-run._over');
  assert.match(await page.locator('.ledgerline-run-title').innerText(), /cancel/i);
  assert.ok(await page.isVisible('.ledgerline-sync-all [data-role=preview]'), 'it can be started again');
  assert.deepEqual(problems, []);
  assert.equal(await queue('Waiting'), 0, 'what it had queued is out');
  await clearFilters(page);
});

test('a lost connection is told on every page, and leads back to where it is fixed', { timeout: 6 * MINUTE }, async () => {
  // New ones: for what is in Xero as it should be no call is made, and nothing is noticed.
  await enqueue('120-124');
  await sandbox('disconnect');
  await magento('ledgerline:drain');
  try {
    await magento('cache:clean', 'config');
    const notice = page.locator('.message-system', { hasText: 'is lost' });
    // The notices are looked up again once a minute.
    await eventually(async () => {
      await home(page);
      return await notice.count() > 0;
    }, true);
    assert.match(await notice.first().innerText(), /The connection to Xero \(.+\) is lost\.[\s\S]*Nothing is lost: documents wait in the queue/);
    await Promise.all([page.waitForNavigation(), notice.first().locator('a:visible', { hasText: 'Xero Integration' }).first().click()]);
    await ready(page);
    assert.notEqual(await page.locator('.ledgerline-connect-state').getAttribute('class'), 'ledgerline-connect-state _connected');
    assert.ok(await page.isVisible('#ledgerline_xero_connect_button'));
  } finally {
    await sandbox('reconnect');
  }
  await page.click('#ledgerline_xero_connect_button');
  await page.waitForSelector('.ledgerline-connect-state._connected');
  await ready(page);
  assert.match(await page.locator('.ledgerline-connect-state').innerText(), /^Connected to /);
  // Connected again: it sends. 2 would mean that something of this shop is held for a reason of its own.
  assert.ok([0, 2].includes((await magento('ledgerline:drain')).code));
  assert.equal(await queue('Waiting'), 0, 'what waited for the connection was sent');
});
