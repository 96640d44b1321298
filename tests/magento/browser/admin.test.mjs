// The admin in a browser, from a fresh installation to a finished Sync All, in the order in which a shop owner meets it.
//
// Needs a Magento with the module and the extension, whose Xero address is the sandbox (LEDGERLINE_XERO_URL or ledgerline/xero_url in env.php).
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  SECTION, accept, administrator, barriers, clearFilters, filterBy, gridReady, home, magento, menuLink, messages, open, openConfiguration, openGrid,
  ready, rows, save, settle, signIn,
} from './shop.mjs';

const WEB_APP = { id: 'sandbox-web', secret: 'sandbox-web-secret' };
const MINUTE = 60_000;

let browser;
let context;
let page;
let problems;

before(async () => {
  assert.notEqual(administrator.password, '', 'MAGENTO_ADMIN_PASSWORD is not set');
  ({ browser, context, page, problems } = await open());
  await signIn(page);
}, { timeout: 5 * MINUTE });

after(async () => browser?.close());

/** Presses Connect Now and gives the window with the sandbox's consent page. */
async function consentWindow() {
  const opened = context.waitForEvent('page');
  await page.click('#ledgerline_xero_connect_button');
  const consent = await opened;
  await consent.waitForSelector('button[name=decision]');
  return consent;
}

/** Turns a switch of the sandbox. */
async function sandbox(path, body = {}) {
  const answer = await fetch(`${process.env.LEDGERLINE_SANDBOX_URL}/sandbox/${path}`, {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body),
  });
  assert.ok(answer.ok, `${path}: ${answer.status}`);
}

const state = () => page.locator('.ledgerline-connect [data-role=state]').innerText();

test('the configuration page renders without an error in the console', { timeout: 5 * MINUTE }, async () => {
  await openConfiguration(page);
  // The first page compiles styles and scripts, and some of Magento's own scripts do not like to wait.
  problems.length = 0;
  await page.reload();
  await ready(page);
  assert.deepEqual(problems, []);
  const groups = await page.locator('.section-config > .entry-edit-head > a').allInnerTexts();
  for (const group of ['Connection', 'Configure the account types in Xero', 'Mapping', 'Synchronization settings', 'Document rules', 'Contacts', 'Schedule, limits and log']) {
    assert.ok(groups.includes(group), `the group "${group}" is there (${groups})`);
  }
  const extension = await page.locator('.ledgerline-step').first().innerText().catch(() => '');
  assert.doesNotMatch(extension, /not installed|not load|too old/, 'the tests need the extension');
});

test('every field has a label and a comment', async () => {
  const bare = await page.evaluate(() => [...document.querySelectorAll('.ledgerline-group tr[id^=row_]')]
    .filter((row) => row.querySelector('td.value :is(input,select,textarea):not([type=hidden])'))
    .filter((row) => !row.querySelector('td.label label')?.innerText.trim() || !row.querySelector('p.note'))
    .map((row) => row.id));
  assert.deepEqual(bare, []);
  const nameless = await page.evaluate(() => [...document.querySelectorAll('.ledgerline-group :is(input,select,textarea):not([type=hidden])')]
    .filter((field) => !field.labels?.length && !field.getAttribute('aria-label')).map((field) => field.id || field.name));
  assert.deepEqual(nameless, []);
});

test('a wrong value is refused with a sentence that helps', { timeout: 3 * MINUTE }, async () => {
  await page.fill(`#${SECTION}_sync_start_date`, '31.31.2026');
  await Promise.all([page.waitForNavigation(), page.click('#save')]);
  assert.match((await messages(page)).join(), /start date "31\.31\.2026" is not a day/);
  await ready(page);
});

test('Connect Now says so when the credentials are not saved yet', { timeout: 3 * MINUTE }, async () => {
  if (await page.locator('.ledgerline-connect [data-role=disconnect]').count()) {
    await page.click('.ledgerline-connect [data-role=disconnect]');
    await accept(page);
    await page.waitForFunction(() => document.querySelector('.ledgerline-connect [data-role=state]')?.textContent === 'Not connected');
    await ready(page);
  }
  await page.selectOption(`#${SECTION}_connection_type`, 'web_app');
  await page.fill(`#${SECTION}_connection_client_id`, `${WEB_APP.id}-typed`);
  await page.click('#ledgerline_xero_connect_button');
  assert.match(await page.locator('.ledgerline-connect [data-role=message]').innerText(), /Save first/);
  assert.equal(context.pages().length, 1, 'no window opened');
});

test('the redirect address is shown to copy, without a secret key', async () => {
  const address = await page.inputValue(`#${SECTION}_connection_redirect_address`);
  assert.match(address, /\/ledgerline_xero\/connect\/callback\/$/);
  assert.doesNotMatch(address, /\/key\//);
});

test('a denied consent ends in a page that says what to do', { timeout: 5 * MINUTE }, async () => {
  await save(page, { connection_client_id: WEB_APP.id, connection_client_secret: WEB_APP.secret });
  assert.match((await messages(page)).join(), /You saved the configuration/);
  const consent = await consentWindow();
  await consent.click('button[value=cancel]');
  await consent.waitForSelector('.ledgerline-result._failed');
  assert.match(await consent.locator('.ledgerline-result').innerText(), /not allowed[\s\S]*Connect Now again/);
  await page.waitForSelector('.ledgerline-connect .message-error');
  assert.match(await page.locator('.ledgerline-connect .message-error').innerText(), /not allowed/);
  assert.equal(await state(), 'Not connected');
  await consent.close();
});

test('an answer that nobody asked for is refused', { timeout: 3 * MINUTE }, async () => {
  const address = await page.inputValue(`#${SECTION}_connection_redirect_address`);
  const stranger = await context.newPage();
  await stranger.goto(`${address}?code=stolen&state=made-up`);
  await stranger.waitForSelector('.ledgerline-result._failed');
  assert.doesNotMatch(stranger.url(), /stolen/, 'the code does not stay in the address');
  await stranger.close();
});

test('Connect Now ends in "You are connected to …", and the page behind knows it', { timeout: 5 * MINUTE }, async () => {
  const consent = await consentWindow();
  await consent.click('button[value=allow]');
  await consent.waitForSelector('.ledgerline-result._connected');
  const title = await consent.locator('h1').innerText();
  assert.match(title, /^You are connected to \S/);
  assert.deepEqual(await barriers(consent, '.ledgerline-result'), []);
  await consent.waitForFunction(() => window.jQuery?._data(document.querySelector('.ledgerline-result'), 'events'));
  await Promise.all([consent.waitForEvent('close'), consent.click('[data-role=close]')]);
  await page.waitForSelector('.ledgerline-connect-state._connected');
  // The lists are read, then the page draws itself again.
  await page.waitForSelector(`select#${SECTION}_accounts_bank`);
  await ready(page);
  assert.equal(await state(), title.replace('You are connected', 'Connected'));
});

test('Test says that the connection works', { timeout: 2 * MINUTE }, async () => {
  await page.click('.ledgerline-connect [data-role=test]');
  await page.waitForSelector('.ledgerline-connect .message-success');
  assert.match(await page.locator('.ledgerline-connect .message-success').innerText(), /The connection works/);
});

test('accounts are refreshed, created where missing, and chosen', { timeout: 5 * MINUTE }, async () => {
  await page.click('.ledgerline-lists [data-role=refresh]');
  await page.waitForSelector('.ledgerline-lists .message-success');
  const bank = page.locator(`#${SECTION}_accounts_bank`);
  await bank.selectOption('');
  await page.locator(`#${SECTION}_accounts_sales`).selectOption('');
  await page.click('.ledgerline-lists [data-role=missing]');
  await page.waitForSelector('.modal-popup._show .ledgerline-missing');
  assert.ok(await page.isChecked('#ledgerline_missing_sales'), 'what is required and clear is ticked');
  const name = `Web shop ${Date.now()}`;
  // The dialog slides in, and Magento draws a picture over each check box.
  await settle(page);
  await page.check('#ledgerline_missing_bank', { force: true });
  const code = `W${String(Date.now()).slice(-6)}`;
  await page.fill('tr:has(#ledgerline_missing_bank) [data-role=code]', code);
  await page.fill('tr:has(#ledgerline_missing_bank) [data-role=name]', name);
  await page.locator('.modal-popup._show .action-primary').click();
  await page.waitForSelector('.ledgerline-lists .message-success');
  assert.equal(await bank.locator('option:checked').innerText(), `${code} - ${name}`);
  assert.notEqual(await page.inputValue(`#${SECTION}_accounts_sales`), '');
  await save(page);
  assert.equal(await page.inputValue(`#${SECTION}_accounts_bank`), code);
  assert.match(await page.locator('.ledgerline-status').innerText(), /Everything is set up|Bank and sales account are chosen/);
});

test('an account that is gone stays visible, and is no hindrance to saving the rest', { timeout: 5 * MINUTE }, async () => {
  const refused = await magento('config:set', `${SECTION}/accounts/shipping`, 'GONE');
  assert.notEqual(refused.code, 0);
  assert.match(refused.output, /There is no account "GONE" in Xero/);
  await save(page, { accounts_shipping: '205' });
  await sandbox('accounts/205/archive');
  try {
    await page.click('.ledgerline-lists [data-role=refresh]');
    await page.waitForSelector('.ledgerline-lists .message-success');
    await page.reload();
    await ready(page);
    assert.equal(await page.locator(`#${SECTION}_accounts_shipping option:checked`).innerText(), '205 - Shipping Income (archived in Xero)');
    assert.match(await page.locator('.ledgerline-status').innerText(), /Cannot be used in Xero any more: Shipping account/);
    await save(page, { documents_due_days: '14' });
    assert.match((await messages(page)).join(), /You saved the configuration/);
    await save(page, { accounts_shipping: '', documents_due_days: '0' });
  } finally {
    await sandbox('accounts/205/unarchive');
  }
  await page.click('.ledgerline-lists [data-role=refresh]');
  await page.waitForSelector('.ledgerline-lists .message-success');
});

test('the reference shows an example while it is typed', { timeout: 3 * MINUTE }, async () => {
  const example = page.locator('.ledgerline-reference [data-role=example]');
  assert.equal(await example.innerText(), '000000042 PO-881');
  await page.fill(`#${SECTION}_documents_reference`, 'Web');
  await page.click('.ledgerline-word[data-word="{order}"]');
  assert.equal(await page.inputValue(`#${SECTION}_documents_reference`), 'Web {order}');
  assert.equal(await example.innerText(), 'Web 000000042');
  await page.fill(`#${SECTION}_documents_reference`, '{colour}');
  await Promise.all([page.waitForNavigation(), page.click('#save')]);
  assert.match((await messages(page)).join(), /The reference knows no "\{colour\}"/);
  await ready(page);
});

/** Opens a mapping page from the menu. */
async function openMapping(name) {
  await page.goto(await menuLink(page, `/ledgerline_xero/${name}/`));
  await settle(page);
  await page.waitForSelector('.ledgerline-mapping[data-ready]');
}

/** Confirms what would change, which must say so. */
async function saveMapping(expected) {
  await page.waitForSelector('.modal-popup._show .ledgerline-changes');
  assert.match(await page.locator('.ledgerline-changes').innerText(), expected);
  await Promise.all([page.waitForNavigation(), accept(page)]);
  await settle(page);
  assert.match((await messages(page)).join(), /The mapping is saved/);
}

test('what is held for a tax rate is named with its number, leads to the queue, and is sent after one click', { timeout: 8 * MINUTE }, async () => {
  for (const [path, value] of [['tax/automatic', '0'], ['tax/map', '[]'], ['tax/rules', '[]']]) {
    assert.equal((await magento('config:set', `${SECTION}/${path}`, value)).code, 0);
  }
  assert.equal((await magento('ledgerline:sync', '--entity=invoice', '--ids=1-40')).code, 0);
  await magento('ledgerline:drain');
  await openMapping('tax');
  const row = page.locator('tr[data-held]:not([data-held="0"])').filter({ has: page.locator('[data-role=accept]') }).first();
  const label = await row.getAttribute('data-label');
  const held = Number(await row.getAttribute('data-held'));
  await Promise.all([page.waitForNavigation(), row.locator('a').last().click()]);
  await gridReady(page);
  await page.waitForSelector('.admin__current-filter-list, .admin__data-grid-filters-current._show');
  await gridReady(page);
  const lines = await rows(page);
  assert.equal(lines.length, held, `the queue shows what ${label} holds back`);
  await clearFilters(page);

  await openMapping('tax');
  // Likely proposals are guesses: the button for all leaves them alone.
  const exact = await page.locator('tr[data-fit=exact]').count();
  if (exact) await page.click('#ledgerline_mapping_accept');
  const guessed = await page.evaluate(() => [...document.querySelectorAll('tr[data-fit=likely] [data-name=tax_type]')].filter((field) => field.value).length);
  assert.equal(guessed, 0);
  if (exact) await page.locator('.modal-popup._show .action-dismiss').click();
  const chosen = page.locator(`tr[data-label="${label}"] [data-role=accept]`).first();
  if (await chosen.isVisible()) await chosen.click();
  await page.click('#ledgerline_mapping_save');
  await saveMapping(/held for it (is|are) tried again/);
  assert.match(await page.locator(`tr[data-label="${label}"]`).first().innerText(), /mapped/i);
  await magento('ledgerline:drain');
  await openMapping('tax');
  assert.equal(await page.locator(`tr[data-label="${label}"]`).first().getAttribute('data-held'), '0');
});

test('a tax rule needs a condition and a rate, and a rate of another percentage is warned of', { timeout: 5 * MINUTE }, async () => {
  await openMapping('tax');
  await page.click('.ledgerline-rules [data-role=add]');
  const rule = page.locator('[data-rule]').last();
  await rule.locator('[data-name=country]').selectOption('EU');
  await rule.locator('[data-name=vat_number]').selectOption('1');
  await page.click('#ledgerline_mapping_save');
  await page.waitForSelector('.modal-popup._show .ledgerline-changes');
  await accept(page);
  await page.waitForSelector('.ledgerline-mapping .message-error');
  assert.match(await page.locator('.ledgerline-mapping .message-error').innerText(), /choose the tax rate in Xero/);
  await page.waitForSelector('.modal-popup._show', { state: 'detached' }).catch(() => {});
  await rule.locator('[data-name=tax_type]').selectOption({ index: 1 });
  const first = page.locator('tr[data-table="tax/map"]').first();
  const other = await first.locator('option[data-percent="20"]').first().getAttribute('value');
  const chosen = await first.locator('select').inputValue();
  await first.locator('select').selectOption(other);
  assert.match(await first.locator('[data-role=differs]').innerText(), /has 20 % in Xero, the shop charges 0 %/);
  await first.locator('select').selectOption(chosen);
  await page.click('#ledgerline_mapping_save');
  await saveMapping(/Any other country of the EU, With VAT number/);
  assert.equal(await page.locator('[data-rule] [data-name=country]').last().inputValue(), 'EU');
  await page.locator('[data-rule] [data-role=delete]').last().click();
  await page.click('#ledgerline_mapping_save');
  await saveMapping(/Any other country of the EU/);
  assert.equal(await page.locator('[data-role=rules] [data-rule]').count(), 0);
  assert.equal((await magento('config:set', `${SECTION}/tax/automatic`, '1')).code, 0);
});

test('payments, fees, other totals and tracking are mapped', { timeout: 8 * MINUTE }, async () => {
  await openMapping('payment');
  const method = page.locator('tr[data-label]').first();
  const name = await method.getAttribute('data-label');
  await method.locator('[data-name=account]').first().selectOption('none');
  await method.locator('[data-name=account]').nth(1).selectOption({ index: 1 });
  await method.locator('[data-name=percent]').fill('2,9');
  await page.click('#ledgerline_mapping_save');
  await saveMapping(/Do not create a payment[\s\S]*2,9%/);
  assert.equal(await page.locator(`tr[data-label="${name}"] [data-name=percent]`).inputValue(), '2.9');

  await openMapping('totals');
  await page.locator('tr[data-label="Gift card"] select').selectOption({ index: 1 });
  await page.click('#ledgerline_mapping_save');
  await saveMapping(/Gift card/);

  await openMapping('tracking');
  await page.locator('[data-role=category]').first().selectOption({ index: 1 });
  await page.locator('[data-role=by]').first().selectOption('customer_group');
  await page.locator('[data-map="0"]').first().selectOption({ index: 1 });
  await page.click('#ledgerline_mapping_save');
  await saveMapping(/NOT LOGGED IN/);
  assert.notEqual(await page.locator('[data-map="0"]').first().inputValue(), '');
  await page.locator('[data-role=category]').first().selectOption('');
  await page.click('#ledgerline_mapping_save');
  await saveMapping(/Tracking category 1/);

  await openMapping('payment');
  for (const field of await page.locator(`tr[data-label="${name}"] select`).all()) await field.selectOption('');
  await page.locator(`tr[data-label="${name}"] [data-name=percent]`).fill('');
  await page.click('#ledgerline_mapping_save');
  await saveMapping(/Do not create a payment/);
});

test('the setup list tells about taxes, payments and cron', { timeout: 3 * MINUTE }, async () => {
  await openConfiguration(page);
  const text = await page.locator('.ledgerline-status').innerText();
  if (/Set up the Xero Integration/.test(text)) for (const step of ['Taxes', 'Payments', 'Cron']) assert.match(text, new RegExp(step));
  for (const group of ['tax', 'payments', 'totals', 'tracking']) {
    assert.equal(await page.locator(`#row_${SECTION}_mapping_${group}_${group === 'tracking' ? 'rules' : 'map'} a`).count(), 1, `${group} leads to its page`);
  }
});

test('our pages can be used with a keyboard and a screen reader', { timeout: 5 * MINUTE }, async () => {
  for (const name of ['tax', 'payment', 'totals', 'tracking']) {
    await openMapping(name);
    if (name === 'tax') await page.click('.ledgerline-rules [data-role=add]');
    if (name === 'tracking') await page.locator('[data-role=category]').first().selectOption({ index: 1 });
    assert.deepEqual(await barriers(page, '.ledgerline-mapping'), [], name);
    await page.evaluate(() => { for (const row of document.querySelectorAll('[data-rule], .ledgerline-tracking-category')) row.remove(); });
  }
  await openConfiguration(page);
  assert.deepEqual(await barriers(page, '.ledgerline-status'), [], 'the setup list');
  assert.deepEqual(await barriers(page, '#row_ledgerline_xero_documents_reference'), [], 'the reference');
});

test('Sync All shows what it takes, and its progress to the end, also after leaving the page', { timeout: 15 * MINUTE }, async () => {
  await page.click('.ledgerline-sync-all [data-role=preview]');
  await page.waitForSelector('.modal-popup._show .ledgerline-preview');
  assert.match(await page.locator('.ledgerline-preview').innerText(), /About \d+ calls to Xero/);
  await accept(page);
  await page.waitForSelector('.ledgerline-run:not([hidden])');
  await openGrid(page, '/ledgerline_xero/queue/');
  await openConfiguration(page);
  await page.waitForSelector('.ledgerline-run:not([hidden])');
  await page.waitForFunction(() => !/Reading/.test(document.querySelector('.ledgerline-run-title').textContent), null, { timeout: 5 * MINUTE });
  const drained = magento('ledgerline:drain');
  await page.waitForSelector('.ledgerline-run._over', { timeout: 8 * MINUTE, state: 'attached' });
  const { code, output } = await drained;
  assert.ok([0, 2].includes(code), output);
  assert.equal(await page.getAttribute('.ledgerline-bar', 'aria-valuenow'), '100');
  assert.match(await page.locator('.ledgerline-run-title').innerText(), /^Finished\./);
  assert.ok(await page.isVisible('.ledgerline-sync-all [data-role=preview]'), 'it can be started again');
});

test('the log shows lines, and filters, search and export work on it', { timeout: 5 * MINUTE }, async () => {
  await openGrid(page, '/ledgerline_xero/log/');
  await clearFilters(page);
  assert.ok((await rows(page)).length > 0);
  await filterBy(page, 'status', 'Information');
  const lines = await rows(page);
  assert.ok(lines.length > 0);
  for (const line of lines) assert.match(line, /information/i);
  assert.match(lines.join(), /Connected to/);
  await clearFilters(page);
  await page.locator('.admin__data-grid-action-export button').first().click();
  const download = page.waitForEvent('download');
  await page.locator('.admin__data-grid-action-export .action-secondary').first().click();
  const stream = await (await download).createReadStream();
  let text = '';
  for await (const chunk of stream) text += chunk;
  assert.match(text, /^Time,Status,Record,/);
  assert.ok(text.split('\n').length > 2);
});

test('the queue shows finished jobs when asked, and its actions post', { timeout: 5 * MINUTE }, async () => {
  await openGrid(page, '/ledgerline_xero/queue/');
  await clearFilters(page);
  for (const row of await rows(page)) assert.doesNotMatch(row, /^\s*done/i);
  await filterBy(page, 'state', 'Done');
  const done = await rows(page);
  assert.ok(done.length > 0);
  for (const row of done) assert.match(row, /done/i);
  await clearFilters(page);
  await Promise.all([page.waitForNavigation(), page.click('#send')]);
  await gridReady(page);
  assert.match((await messages(page)).join(), /(being sent now|nothing new to send)/);
});

test('someone who may only view logs sees and does nothing else', { timeout: 8 * MINUTE }, async () => {
  const name = `ledgerline_log_${Date.now().toString(36)}`;
  const secret = `Vw-${Math.random().toString(36).slice(2)}7Q`;
  const form = async (path, data) => {
    await home(page);
    await page.goto(await menuLink(page, '/user_role/'));
    await settle(page);
    const answer = await page.request.post(page.url().replace(/\/user_role\/.*$/, path), {
      form: { form_key: await page.evaluate(() => window.FORM_KEY), current_password: administrator.password, ...data },
    });
    assert.match(await answer.text(), /message-success/, path);
    await home(page);
  };
  await form('/user_role/saverole/', {
    rolename: name, all: '0', in_role_user: '', in_role_user_old: '',
    'resource[0]': 'Magento_Backend::admin', 'resource[1]': 'Magento_Reports::report', 'resource[2]': 'Ledgerline_Xero::report',
    'resource[3]': 'Ledgerline_Xero::log',
  });
  await page.goto(await menuLink(page, '/user_role/'));
  const role = (await page.locator('tr', { hasText: name }).first().locator('td').first().innerText()).trim();
  assert.match(role, /^\d+$/);
  await form('/user/save/', {
    username: name, firstname: 'View', lastname: 'Logs', email: `${name}@example.com`, password: secret,
    password_confirmation: secret, interface_locale: 'en_US', is_active: '1', 'roles[]': role,
  });

  const viewer = await open();
  try {
    await signIn(viewer.page, { user: name, password: secret });
    const links = await viewer.page.evaluate(() => [...document.querySelectorAll('#nav a[href^=http]')].map((link) => link.href));
    assert.equal(links.length, 1, `one link in the menu (${links})`);
    assert.match(links[0], /ledgerline_xero\/log/);
    await viewer.page.goto(links[0]);
    await gridReady(viewer.page);
    assert.ok((await rows(viewer.page)).length > 0);
    assert.equal(await viewer.page.locator('.admin__data-grid-action-export:visible').count(), 0, 'no export');
    const keys = { form_key: await viewer.page.evaluate(() => window.FORM_KEY), isAjax: 'true' };
    const base = links[0].replace(/\/ledgerline_xero\/.*$/, '');
    const earlier = (await magento('ledgerline:status', '--json')).output;
    for (const path of ['ledgerline_xero/queue/drain', 'ledgerline_xero/queue/cancel/id/1', 'ledgerline_xero/connect/disconnect',
      'ledgerline_xero/connect/custom', 'ledgerline_xero/connect/test', 'ledgerline_xero/accounts/refresh', 'ledgerline_xero/accounts/create',
      'ledgerline_xero/tax/save', 'ledgerline_xero/payment/save', 'ledgerline_xero/totals/save', 'ledgerline_xero/tracking/save',
      'ledgerline_xero/mapping/refresh', 'ledgerline_xero/syncall/start', 'ledgerline_xero/syncall/step', 'ledgerline_xero/syncall/cancel']) {
      const answer = await viewer.page.request.post(`${base}/${path}`, { form: keys });
      assert.match(await answer.text(), /denied|permission|Sorry/i, path);
    }
    const exported = await viewer.page.request.get(`${base}/mui/export/gridToCsv?namespace=ledgerline_xero_log_listing&excluded=false`);
    assert.doesNotMatch(await exported.text(), /^Time,Status/, 'no export by its address either');
    assert.deepEqual(JSON.parse((await magento('ledgerline:status', '--json')).output).connections?.map((one) => one.state),
      JSON.parse(earlier).connections?.map((one) => one.state));
  } finally {
    await viewer.browser.close();
  }
});

test('Disconnect asks, and ends in "Not connected"', { timeout: 3 * MINUTE }, async () => {
  await openConfiguration(page);
  await page.click('.ledgerline-connect [data-role=disconnect]');
  await page.waitForSelector('.modal-popup._show');
  await accept(page);
  await page.waitForFunction(() => document.querySelector('.ledgerline-connect [data-role=state]')?.textContent === 'Not connected');
  await ready(page);
  assert.equal(await state(), 'Not connected');
});
