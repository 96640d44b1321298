// Rights: an admin who has one right of the module, and nothing else, sees and does what it allows. One admin for each right.
//
// Needs what records.test.mjs needs. Pages are asked for without a browser where nobody has to look at them: rights times addresses are many.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { after, before, test } from 'node:test';
import { request } from 'playwright-core';
import {
  administrator, adminUrl, clearFilters, connect, magento, open, openGrid, script, sentAndHeld, settle, signIn,
} from './shop.mjs';

const MINUTE = 60_000;
const MODULE = fileURLToPath(new URL('../../../', import.meta.url));

/** Each address of the module: how it is asked, which rights open it: one of them is enough, unless two are named in one. */
const ADDRESSES = {
  'accounts/create': ['POST', 'accounts_create'],
  'accounts/missing': ['POST', 'accounts_create'],
  'accounts/refresh': ['POST', 'config'],
  'connect/callback': ['GET', 'connect'],
  'connect/confirm': ['POST', 'connect'],
  'connect/custom': ['POST', 'connect'],
  'connect/decide': ['POST', 'connect'],
  'connect/disconnect': ['POST', 'disconnect'],
  'connect/organisation': ['POST', 'connect'],
  'connect/result': ['GET', 'connect'],
  'connect/start': ['GET', 'connect'],
  'connect/status': ['GET', 'connect'],
  'connect/test': ['POST', 'connect'],
  'dryrun/index': ['GET', 'dry_run'],
  'dryrun/start': ['POST', 'dry_run'],
  'dryrun/step': ['POST', 'dry_run'],
  'guide/image': ['GET', 'guide', 'xero', 'config', 'report'],
  'guide/index': ['GET', 'guide', 'xero', 'config', 'report'],
  'log/index': ['GET', 'log'],
  'log/view': ['GET', 'log'],
  'mapping/refresh': ['POST', 'catalogue_refresh'],
  'overview/index': ['GET', 'overview'],
  'payment/index': ['GET', 'payment_mapping'],
  'payment/save': ['POST', 'payment_mapping_save'],
  'queue/cancel': ['POST', 'queue_manage'],
  'queue/drain': ['POST', 'queue_manage'],
  'queue/exclude': ['POST', 'queue_manage record_exclude'],
  'queue/hold': ['POST', 'queue_manage'],
  'queue/index': ['GET', 'queue'],
  'queue/remove': ['POST', 'queue_manage'],
  'queue/send': ['POST', 'queue_manage'],
  'reconciliation/accept': ['POST', 'reconcile_repair'],
  'reconciliation/export': ['GET', 'reconciliation'],
  'reconciliation/index': ['GET', 'reconciliation'],
  'reconciliation/repair': ['POST', 'reconcile_repair'],
  'reconciliation/start': ['POST', 'reconcile'],
  'reconciliation/state': ['GET', 'reconciliation'],
  'record/allow': ['POST', 'record_exclude'],
  'record/exclude': ['POST', 'record_exclude'],
  'record/panel': ['GET', 'record'],
  'record/preview': ['GET', 'record_preview'],
  'record/queue': ['POST', 'record_queue'],
  'record/send': ['POST', 'record_send'],
  'requests/index': ['GET', 'requests'],
  'syncall/cancel': ['POST', 'sync_all'],
  'syncall/pause': ['POST', 'sync_all'],
  'syncall/preview': ['POST', 'sync_all'],
  'syncall/start': ['POST', 'sync_all'],
  'syncall/step': ['POST', 'sync_all'],
  'tax/index': ['GET', 'tax_mapping'],
  'tax/save': ['POST', 'tax_mapping_save'],
  'totals/index': ['GET', 'totals_mapping'],
  'totals/save': ['POST', 'totals_mapping_save'],
  'tracking/index': ['GET', 'tracking_mapping'],
  'tracking/save': ['POST', 'tracking_mapping_save'],
};

/** Entries of the menu by right. */
const MENU = {
  overview: 'ledgerline_xero/overview/index',
  queue: 'ledgerline_xero/queue/index',
  tax_mapping: 'ledgerline_xero/tax/index',
  payment_mapping: 'ledgerline_xero/payment/index',
  totals_mapping: 'ledgerline_xero/totals/index',
  tracking_mapping: 'ledgerline_xero/tracking/index',
  guide: 'ledgerline_xero/guide/index',
  log: 'ledgerline_xero/log/index',
  requests: 'ledgerline_xero/requests/index',
  dry_run: 'ledgerline_xero/dryrun/index',
  reconciliation: 'ledgerline_xero/reconciliation/index',
};

/** Rights that open nothing on their own: they are folders, or show more of a page. */
const NO_ADDRESS = ['mapping', 'log_export', 'log_content'];

/** Parameters with which nothing happens to those who may: no such connection, job or record. */
const HARMLESS = { connection: 'nobody', id: '0', entity: 'nobody', isAjax: 'true' };

/** Admins with more than one right. */
const MIXED = {
  manager: ['queue_manage', 'record_exclude'],
  seller: ['Magento_Sales::actions_view', 'Magento_Sales::sales_order'],
  looker: ['Magento_Sales::actions_view', 'Magento_Sales::sales_order', 'record'],
  queuer: ['Magento_Sales::actions_view', 'Magento_Sales::sales_order', 'record_queue'],
  previewer: ['Magento_Sales::actions_view', 'Magento_Sales::sales_order', 'Magento_Sales::sales_invoice', 'record_preview'],
};

let made;
let browser;
let held = '';
const sessions = [];

const full = (right) => (right.includes('::') ? right : `Ledgerline_Xero::${right}`);
const own = (rights) => rights.filter((right) => right.startsWith('Ledgerline_Xero::')).map((right) => right.replace('Ledgerline_Xero::', ''));

before(async () => {
  await connect();
  held = await sentAndHeld();
  // Addresses without the secret keys, which only Magento's own links have.
  await magento('config:set', 'admin/security/use_form_key', '0');
  const more = Object.fromEntries(Object.entries(MIXED).map(([name, rights]) => [name, rights.map(full)]));
  made = JSON.parse(await script('roles.php', JSON.stringify(more)));
  ({ browser } = await open());
}, { timeout: 4 * MINUTE });

after(async () => {
  await browser?.close();
  await Promise.all(sessions.map((http) => http.dispose()));
  await magento('config:set', 'admin/security/use_form_key', '1');
  await magento('ledgerline:retry', `--ids=${held}`);
}, { timeout: MINUTE });

/** Signs an admin in without a browser; answers with the page that he comes to and a way to ask for addresses. */
async function enter(user, password) {
  const http = await request.newContext({ timeout: 2 * MINUTE });
  sessions.push(http);
  const door = await (await http.get(adminUrl)).text();
  const answer = await http.post(adminUrl, {
    form: { 'login[username]': user, 'login[password]': password, form_key: door.match(/name="form_key"[^>]*value="([^"]+)"/)[1] },
  });
  const page = await answer.text();
  const key = page.match(/FORM_KEY = '([^']+)'/)?.[1];
  assert.ok(key, `${user} comes to ${answer.url()}, ${answer.status()}: ${page.slice(0, 300)}`);
  const ask = async (method, path, data = HARMLESS, formKey = key) => {
    const url = `${adminUrl.replace(/\/+$/, '')}/${path}`;
    const given = method === 'GET'
      ? await http.get(`${url}?${new URLSearchParams(data)}`, { maxRedirects: 0 })
      : await http.post(url, { form: { ...data, form_key: formKey }, maxRedirects: 0 });
    const text = await given.text();
    return { status: given.status(), text, isDenied: given.status() === 403 || /you need permissions to view this content/.test(text), to: given.headers().location };
  };
  return { page, ask };
}

const one = (name) => enter(made.admins[name].user, made.password);

/** What a page's menu leads to of ours. */
const entries = (page) => [...page.slice(page.indexOf('id="nav"'), page.indexOf('</nav>')).matchAll(/href="https?:\/\/[^/]+\/[^/]+\/([^"]+?)\/?"/g)]
  .map((found) => found[1]).filter((path) => path.includes('ledgerline'));

/** Does something for each of many, three at a time. */
async function each(many, act) {
  const left = [...many];
  await Promise.all([1, 2, 3].map(async () => { while (left.length) await act(left.shift()); }));
}

const opensTo = (rights, any) => any.some((some) => some.split(' ').every((right) => rights.includes(right)));

/** The method that a controller takes: its own, or that of what it extends. */
function methodOf(file) {
  const text = readFileSync(file, 'utf8');
  const direct = text.match(/implements .*Http(Get|Post)ActionInterface/)?.[1].toUpperCase();
  const parent = text.match(/^(?:abstract )?class \w+ extends (\w+)/m)?.[1];
  const named = text.match(new RegExp(`^use Ledgerline\\\\Xero\\\\(Controller\\\\Adminhtml\\\\(?:\\w+\\\\)*${parent});`, 'm'))?.[1];
  const extended = named ? `${MODULE}${named.replaceAll('\\', '/')}.php` : `${dirname(file)}/${parent}.php`;
  return direct ?? (existsSync(extended) ? methodOf(extended) : '');
}

test('every address of the module is known here, with the method that it takes', () => {
  const found = {};
  const folder = `${MODULE}Controller/Adminhtml`;
  for (const group of readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map((entry) => entry.name)) {
    for (const file of readdirSync(`${folder}/${group}`)) {
      if (/^abstract class/m.test(readFileSync(`${folder}/${group}/${file}`, 'utf8'))) continue;
      found[`${group}/${file.replace('.php', '')}`.toLowerCase()] = methodOf(`${folder}/${group}/${file}`);
    }
  }
  assert.deepEqual(found, Object.fromEntries(Object.entries(ADDRESSES).map(([path, [method]]) => [path, method])));
});

test('what each right opens, and what it does not', () => {
  for (const [name, { rights, opens }] of Object.entries(made.admins)) {
    assert.deepEqual([...opens].sort(), Object.keys(ADDRESSES).filter((path) => opensTo(own(rights), ADDRESSES[path].slice(1))).sort(), name);
  }
  const used = Object.values(ADDRESSES).flatMap(([, ...any]) => any.join(' ').split(' '));
  for (const right of Object.keys(made.admins)) assert.ok([...used, ...NO_ADDRESS, ...Object.keys(MIXED)].includes(right), `${right} is good for something`);
});

test('an admin with one right has its entry in the menu, comes in where it leads and nowhere else', { timeout: 6 * MINUTE }, async () => {
  const wrong = [];
  const paths = Object.keys(ADDRESSES);
  let turn = 0;
  await each(Object.keys(made.admins), async (name) => {
    const { rights } = made.admins[name];
    const { page, ask } = await one(name);
    const menu = own(rights).map((right) => MENU[right]).filter(Boolean);
    if (menu.sort().join() !== entries(page).sort().join()) wrong.push(`${name}: the menu leads to ${entries(page)}, not to ${menu}`);
    const free = paths.filter((path) => opensTo(own(rights), ADDRESSES[path].slice(1)));
    const shut = paths.filter((path) => !free.includes(path));
    // All that are open to him, and two that are not: another admin asks for the next ones.
    const asked = [...free.filter((path) => !path.startsWith('guide/') || name === 'guide'), ...[0, 1].map((more) => shut[(turn + more) % shut.length])];
    turn += 2;
    for (const path of asked) {
      const { status, isDenied, to } = await ask(ADDRESSES[path][0], `ledgerline_xero/${path}`);
      if ((status >= 400 && !isDenied && path !== 'guide/image') || isDenied === free.includes(path)) wrong.push(`${name}: ${path} answers ${status} ${to ?? ''}`);
    }
  });
  assert.deepEqual(wrong, []);
});

test('the grids give nothing to those who may not open their pages', { timeout: 2 * MINUTE }, async () => {
  const { ask } = await one('overview');
  const log = await one('log');
  const queue = await one('queue');
  for (const [name, other] of [['queue', log], ['log', queue]]) {
    const listing = { namespace: `ledgerline_xero_${name}_listing`, isAjax: 'true', 'paging[pageSize]': '20', 'paging[current]': '1' };
    for (const asks of [ask, other.ask]) {
      assert.ok(!/"totalRecords"/.test((await asks('GET', 'mui/index/render', listing)).text), name);
      assert.ok(!/^(Time|State),/.test((await asks('GET', 'mui/export/gridToCsv', { ...listing, excluded: 'false' })).text), name);
    }
    assert.ok(/"totalRecords":[1-9]/.test((await (name === 'log' ? log : queue).ask('GET', 'mui/index/render', listing)).text), name);
  }
  const exported = { namespace: 'ledgerline_xero_log_listing', excluded: 'false' };
  assert.ok(!/^Time,Status/.test((await log.ask('GET', 'mui/export/gridToCsv', exported)).text));
  assert.ok(/^Time,Status/.test((await (await one('log_export')).ask('GET', 'mui/export/gridToCsv', exported)).text));
});

test('what changes something takes neither GET nor another form key', { timeout: 4 * MINUTE }, async () => {
  const { ask } = await enter(administrator.user, administrator.password);
  // Magento refuses by the interface, which the first test knows of all.
  for (const path of ['queue/cancel', 'connect/disconnect']) assert.equal((await ask('GET', `ledgerline_xero/${path}`)).status, 404, path);
  await each(Object.keys(ADDRESSES).filter((path) => ADDRESSES[path][0] === 'POST'), async (path) => {
    const { status, to } = await ask('POST', `ledgerline_xero/${path}`, HARMLESS, 'another');
    assert.equal(status, 302, path);
    assert.ok(!to.includes('ledgerline_xero'), path);
  });
});

test('the configuration, mapping and reconciliation show the buttons of the rights', { timeout: 4 * MINUTE }, async () => {
  const configuration = ['admin/system_config/edit/section/ledgerline_xero', {
    connect: /id="ledgerline_xero_connect_button"|data-role="test"/, disconnect: /data-role="disconnect"/, accounts_create: /data-role="missing"/, sync_all: /class="action-primary" data-role="preview"/,
  }];
  await each(['config', 'connect', 'disconnect', 'accounts_create', 'sync_all'], async (name) => {
    const { text, status } = await (await one(name)).ask('GET', configuration[0], {});
    assert.equal(status, 200, name);
    for (const [right, part] of Object.entries(configuration[1])) assert.equal(part.test(text), right === name, `${name}: ${right}`);
  });
  await each(['tax', 'payment', 'totals', 'tracking'], async (page) => {
    for (const right of [`${page}_mapping`, `${page}_mapping_save`]) {
      const { text } = await (await one(right)).ask('GET', `ledgerline_xero/${page}/index`, {});
      assert.ok(/ledgerline-mapping/.test(text), right);
      assert.equal(/id="ledgerline_mapping_save"/.test(text), right.endsWith('_save'), right);
      assert.ok(!/data-role="refresh"/.test(text), right);
    }
  });
  await each(['reconciliation', 'reconcile'], async (right) => {
    const { text } = await (await one(right)).ask('GET', 'ledgerline_xero/reconciliation/index', {});
    assert.ok(/ledgerline-page/.test(text), right);
    assert.equal(/data-role="start"/.test(text), right === 'reconcile', right);
    assert.ok(!/data-role="repair/.test(text), right);
  });
});

/** A browser's page of an admin. */
async function see(name) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  context.setDefaultTimeout(60_000);
  const page = await context.newPage();
  await signIn(page, { user: made.admins[name].user, password: made.password });
  return page;
}

/** Mass actions of a grid. */
async function massActions(page) {
  const menu = page.locator('.admin__data-grid-header button.action-select:visible').first();
  if (await menu.count() === 0) return [];
  await menu.click();
  return (await page.locator('.admin__data-grid-header .action-menu-item:visible').allInnerTexts()).map((text) => text.trim());
}

test('the queue shows the actions of the rights', { timeout: 3 * MINUTE }, async () => {
  const manage = ['Send now', 'Hold', 'Cancel'];
  await each([['queue', []], ['queue_manage', manage], ['manager', [...manage, 'Never send']]], async ([name, expected]) => {
    const page = await see(name);
    await openGrid(page, '/ledgerline_xero/queue/');
    await clearFilters(page);
    assert.ok(await page.locator('.data-grid tbody tr.data-row').count() > 0, 'there are rows');
    assert.deepEqual(await massActions(page), expected, name);
    assert.equal(await page.locator('#send').count(), expected.length ? 1 : 0, name);
    const row = page.locator('.data-grid tbody tr.data-row').first().locator('.data-grid-actions-cell');
    assert.equal(await row.count(), expected.length ? 1 : 0, name);
    if (expected.length) {
      await row.locator('button').click();
      assert.equal(await row.locator('.action-menu-item', { hasText: 'Never send' }).count(), name === 'manager' ? 1 : 0, name);
    }
    await page.context().close();
  });
});

test('a line of the log tells what was sent to those who may read it', { timeout: 2 * MINUTE }, async () => {
  const { items } = JSON.parse((await magento('ledgerline:log', '--state=success', '--entity=invoice', '--limit=1', '--json')).output);
  await each([['log', false], ['log_content', true]], async ([name, reads]) => {
    const { text } = await (await one(name)).ask('GET', 'ledgerline_xero/log/view', { id: String(items[0].id) });
    assert.ok(/ledgerline-line-page/.test(text), name);
    assert.equal(/your role does not allow you to read it/.test(text), !reads, name);
    assert.equal(/<pre[^>]*>\{/.test(text), reads, name);
  });
});

test('Magento\'s own pages show the column, the actions and the part of the rights', { timeout: 4 * MINUTE }, async () => {
  await each([
    ['seller', { column: false, actions: [], buttons: null }],
    ['looker', { column: true, actions: [], buttons: [], preview: false }],
    ['queuer', { column: true, actions: ['Add to Xero queue'], buttons: ['Add to Xero queue'], preview: false }],
    ['previewer', { column: true, actions: [], buttons: [], preview: true }],
  ], async ([name, expected]) => {
    const page = await see(name);
    await openGrid(page, '/sales/order/');
    assert.equal(await page.locator('.data-grid-th', { hasText: /^\s*Xero\s*$/ }).count() > 0, expected.column, name);
    assert.deepEqual((await massActions(page)).filter((action) => /Xero/.test(action)), expected.actions, name);
    await page.goto(`${adminUrl.replace(/\/+$/, '')}/sales/order/view/order_id/1`);
    await settle(page);
    const tab = page.locator('a#sales_order_view_tabs_ledgerline_xero');
    assert.equal(await tab.count(), expected.buttons ? 1 : 0, name);
    if (expected.buttons) {
      await tab.click();
      await page.waitForSelector('.ledgerline-record-head');
      assert.deepEqual(await page.locator('.ledgerline-record-actions button').allInnerTexts(), expected.buttons, name);
      assert.equal(await page.locator('.ledgerline-record [data-preview]').count() > 0, expected.preview, name);
    }
    await page.context().close();
  });
});
