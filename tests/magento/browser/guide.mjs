// Takes the pictures of the user guide: walks through its steps like a shop owner, from a fresh installation on. Started by scripts/screenshots.
//
// Environment: that of shop.mjs; GUIDE_IMAGES (folder for the pictures), GUIDE_PROXY_PORT (where the shop answers with TLS, see scripts/screenshots),
// GUIDE_CLIENT_ID and GUIDE_CLIENT_SECRET (an app of the sandbox that knows the shop's address), GUIDE_FROM, GUIDE_LOCKED and GUIDE_TO
// (the first day with documents, the last that is locked in Xero, the last to reconcile).
import { mkdirSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { SECTION, accept, clearFilters, filterBy, magento, menuLink, openConfiguration, openGrid, ready, save, script, settle, signIn } from './shop.mjs';

const WIDTH = 1280;
const IMAGES = process.env.GUIDE_IMAGES;
const host = new URL(process.env.MAGENTO_ADMIN_URL).hostname;
const app = { id: process.env.GUIDE_CLIENT_ID, secret: process.env.GUIDE_CLIENT_SECRET };

mkdirSync(IMAGES, { recursive: true });
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  headless: true,
  args: [
    '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--hide-scrollbars', '--force-color-profile=srgb',
    `--host-resolver-rules=MAP ${host} 127.0.0.1:${process.env.GUIDE_PROXY_PORT}`,
  ],
});
const context = await browser.newContext({ viewport: { width: WIDTH, height: 900 }, ignoreHTTPSErrors: true, reducedMotion: 'reduce', locale: 'en-GB' });
context.setDefaultTimeout(60_000);
const page = await context.newPage();

/** Cuts a picture out of the page: from the first to the last of some elements, over the width of the page's content. A long table ends after a row. */
async function picture(name, { of = page, from, to = from, height = 900, left = 0, above = 12 } = {}) {
  // What follows the scrolling, and what somebody's mouse rests on, is no part of it.
  await of.addStyleTag({ content: '.page-actions._fixed, .page-actions-inner._fixed { position: static !important; } * { caret-color: transparent !important; }' });
  await of.mouse.move(0, 0);
  await of.evaluate(() => { document.activeElement?.blur(); window.scrollTo(0, 0); });
  await of.waitForTimeout(400);
  const first = await of.locator(from).first().boundingBox();
  const last = await of.locator(to).last().boundingBox();
  if (!first || !last) throw new Error(`${name}: ${from} or ${to} is not there`);
  const margin = 12;
  const x = left ? left : Math.max(0, Math.floor(first.x) - margin);
  const y = Math.max(0, Math.floor(first.y) - above);
  const right = Math.min((await of.evaluate(() => document.documentElement.clientWidth)), Math.ceil(Math.max(first.x + first.width, last.x + last.width)) + margin);
  const whole = Math.ceil(last.y + last.height) + margin - y;
  const rows = whole <= height ? [] : await of.locator(`${from} tbody tr`).evaluateAll((all) => all.map((row) => Math.floor(row.getBoundingClientRect().bottom + window.scrollY)));
  const clip = { x, y, width: right - x, height: Math.min(whole, Math.max(0, ...rows.map((bottom) => bottom - y).filter((end) => end <= height)) || height) };
  await of.screenshot({ path: `${IMAGES}/${name}.png`, clip, fullPage: true });
  console.log(`${name}.png ${clip.width} x ${clip.height}`);
}

/** Cuts out the dialog that is open. */
async function dialog(name) {
  await settle(page);
  const inner = page.locator('.modal-popup._show .modal-inner-wrap');
  const box = await inner.boundingBox();
  await page.mouse.move(0, 0);
  await page.screenshot({ path: `${IMAGES}/${name}.png`, clip: { x: box.x, y: box.y, width: box.width, height: Math.min(box.height, 900 - box.y) } });
  console.log(`${name}.png ${box.width} x ${box.height}`);
}

async function command(...args) {
  const { code, output } = await magento(...args);
  if (![0, 2].includes(code)) throw new Error(`bin/magento ${args.join(' ')}: ${output}`);
  return output;
}

async function sandbox(path, body) {
  const answer = await fetch(`${process.env.LEDGERLINE_SANDBOX_URL}/sandbox/${path}`, body === undefined ? {} : {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}

/** Lets the shop's clock tick: what is due is planned in one run and done in another. */
async function cron() {
  await command('cron:run', '--group=ledgerline', '--bootstrap=standaloneProcessStarted=1');
}

async function visit(path) {
  await page.goto(await menuLink(page, path), { timeout: 180_000 });
  await settle(page);
}

async function openMapping(name) {
  await visit(`/ledgerline_xero/${name}/`);
  await page.waitForSelector('.ledgerline-mapping[data-ready]');
}

async function saveMapping() {
  await page.click('#ledgerline_mapping_save');
  await page.waitForSelector('.modal-popup._show .ledgerline-changes');
  await Promise.all([page.waitForNavigation(), accept(page)]);
  await settle(page);
}

const GRID = '.page-columns .admin__data-grid-outer-wrap';
const row = (id) => `#row_${SECTION}_${id}`;

// Some of the oldest documents lie in a closed month, so that something is left to show.
await sandbox('lock-date', { period: process.env.GUIDE_LOCKED });

// --- connect -----------------------------------------------------------------------------------------------------------------
await signIn(page);
await openConfiguration(page);
await picture('setup-list', { from: '.ledgerline-status' });

await page.fill(`#${SECTION}_connection_client_id`, app.id);
await page.fill(`#${SECTION}_connection_client_secret`, app.secret);
await picture('connection-fields', { from: row('connection_type'), to: row('connection_connect'), above: 0 });
await save(page);

const opened = context.waitForEvent('page');
await page.click('#ledgerline_xero_connect_button');
const consent = await opened;
await consent.waitForSelector('button[name=decision]');
await consent.click('button[value=allow]');
await consent.waitForSelector('.ledgerline-result._connected');
await consent.setViewportSize({ width: 640, height: 420 });
await picture('connected-window', { of: consent, from: '.ledgerline-result' });
await consent.close();
await page.waitForSelector(`select#${SECTION}_accounts_bank`, { timeout: 120_000 });
await ready(page);

// --- accounts and what is sent -----------------------------------------------------------------------------------------------
const accounts = { bank: 'Business Bank Account', sales: '200', shipping: '205', rounding: '860' };
for (const [role, wanted] of Object.entries(accounts)) {
  const field = page.locator(`#${SECTION}_accounts_${role}`);
  const option = await field.locator('option').evaluateAll((all, part) => all.find((one) => one.value === part || one.textContent.includes(part))?.value, wanted);
  if (option !== undefined) await field.selectOption(option);
}
await picture('accounts', { from: `#${SECTION}_accounts`, height: 1000 });
await page.click('.ledgerline-lists [data-role=missing]');
await page.waitForSelector('.modal-popup._show');
if (await page.locator('.modal-popup._show .ledgerline-missing').count()) await dialog('create-accounts');
await page.locator('.modal-popup._show .action-close').click();
await page.waitForSelector('.modals-overlay', { state: 'detached' });
await save(page);
await picture('connected', { from: '.ledgerline-status' });
for (const kind of ['customers', 'invoices']) {
  const head = page.locator(`#${SECTION}_sync_${kind}-head`);
  if (!(await page.locator(`#${SECTION}_sync_${kind}`).isVisible())) await head.click();
}
await page.selectOption(`#${SECTION}_sync_invoices_mode`, 'immediately');
await page.fill(`#${SECTION}_sync_invoices_prefix`, 'WEB-');
await picture('sync-settings', { from: `#${SECTION}_sync-head`, to: `#${SECTION}_sync_invoices`, height: 1600 });
await picture('document-rules', { from: row('documents_status'), to: row('documents_lock_date'), height: 1600, above: 0 });
const emails = page.locator(`#${SECTION}_alerts-head`);
if (!(await page.locator(`#${SECTION}_alerts`).isVisible())) await emails.click();
await page.fill(`#${SECTION}_alerts_recipient`, 'owner@example.com, books@example.com');
await picture('emails', { from: row('alerts_recipient'), to: row('alerts_digest') });

// --- taxes, payments, other totals, tracking ---------------------------------------------------------------------------------
// Without automatic matching the first documents wait for somebody who maps their rates; with it they are looked at again.
await command('config:set', `${SECTION}/tax/automatic`, '0');
await command('config:set', `${SECTION}/cron/drain_schedule`, '* * * * *');
await cron();
await command('ledgerline:sync', '--entity=invoice', '--ids=1-60');
await command('ledgerline:drain');
await openGrid(page, '/ledgerline_xero/queue/');
await clearFilters(page);
await filterBy(page, 'state', 'Held');
await picture('queue-held', { from: GRID, height: 640 });
await clearFilters(page);

await command('config:set', `${SECTION}/tax/automatic`, '1');
await openMapping('tax');
await picture('tax-mapping', { from: '.ledgerline-mapping', height: 860 });
await page.click('.ledgerline-rules [data-role=add]');
const rule = page.locator('[data-rule]').last();
await rule.locator('[data-name=country]').selectOption('EU');
await rule.locator('[data-name=vat_number]').selectOption('1');
const reverse = await rule.locator('[data-name=tax_type] option').evaluateAll((all) => (all.find((one) => /EC|reverse/i.test(one.textContent)) ?? all[1]).value);
await rule.locator('[data-name=tax_type]').selectOption(reverse);
await picture('tax-rule', { from: '.ledgerline-rules' });
await rule.locator('[data-role=delete]').click();

await openMapping('tax');
if (await page.locator('#ledgerline_mapping_accept').count()) {
  await page.click('#ledgerline_mapping_accept');
  await page.waitForSelector('.modal-popup._show .ledgerline-changes');
  await Promise.all([page.waitForNavigation(), accept(page)]);
  await settle(page);
}

await openMapping('payment');
const method = page.locator('tr[data-label]', { hasText: 'Bank Transfer' }).first();
await method.locator('[data-name=account]').first().selectOption('none');
await picture('payment-mapping', { from: '.ledgerline-mapping', height: 700 });
await saveMapping();

await openMapping('totals');
for (const name of ['Gift card', 'Store credit']) {
  const field = page.locator(`tr[data-label="${name}"] select`);
  const owed = await field.locator('option').evaluateAll((all) => (all.find((one) => /liabil|owed|unearned|deposit|suspense|820|8\d\d/i.test(one.textContent)) ?? all[1]).value);
  await field.selectOption(owed);
}
await picture('totals', { from: '.ledgerline-mapping' });
await saveMapping();

await openMapping('tracking');
await page.locator('[data-role=category]').first().selectOption({ index: 1 });
await page.locator('[data-role=by]').first().selectOption('store');
await page.waitForSelector('[data-map] option:nth-child(2)', { state: 'attached' });
const views = await page.locator('[data-map]').count();
for (let i = 0; i < views; i += 1) {
  const field = page.locator('[data-map]').nth(i);
  await field.selectOption({ index: 1 + (i % (await field.locator('option').count() - 1)) });
}
await picture('tracking', { from: '.ledgerline-mapping' });
await saveMapping();

await cron();

// --- dry run -----------------------------------------------------------------------------------------------------------------
await visit('/dryrun/index');
await page.waitForSelector('.ledgerline-page[data-ready]');
await page.fill('#ledgerline_dry_run_from', process.env.GUIDE_FROM);
await page.fill('#ledgerline_dry_run_to', process.env.GUIDE_TO);
await page.click('[data-role=start]');
await page.waitForSelector('#ledgerline_dry_run_result', { timeout: 300_000 });
await settle(page);
await picture('dry-run', { from: '.ledgerline-page', height: 900 });

// --- sync all ----------------------------------------------------------------------------------------------------------------
await openConfiguration(page);
await page.click('.ledgerline-sync-all [data-role=preview]');
await page.waitForSelector('.modal-popup._show .ledgerline-preview');
await dialog('sync-all-preview');
await sandbox('switches', { latency_ms: 2500 });
await accept(page);
await page.waitForSelector('.ledgerline-run:not([hidden])');
await page.waitForFunction(() => !/Reading/.test(document.querySelector('.ledgerline-run-title').textContent), null, { timeout: 300_000 });
const drained = command('ledgerline:drain');
await page.waitForFunction(() => Number(document.querySelector('.ledgerline-bar').getAttribute('aria-valuenow')) >= 35
  || document.querySelector('.ledgerline-run._over'), null, { timeout: 300_000 });
await picture('sync-all-progress', { from: '.ledgerline-sync-all' });
await sandbox('switches', { latency_ms: 0 });
await drained;

// --- every day ---------------------------------------------------------------------------------------------------------------
await command('cache:flush');
await openGrid(page, '/ledgerline_xero/log/');
await picture('log', { from: GRID, height: 560 });
await filterBy(page, 'kind', 'Sales invoice');
await filterBy(page, 'action', 'Create');
const lines = await page.locator('.page-columns .data-grid a', { hasText: 'Details' }).evaluateAll((links) => links.map((link) => link.href));
for (const line of lines) {
  await page.goto(line);
  await settle(page);
  // Some products have names that this machine may have no letters for, and some documents are long.
  const shown = page.locator('.ledgerline-line-page');
  if (!/[^\0-\u024f\u2010-\u20bf\u2190-\u22ff]/.test(await shown.innerText()) && (await shown.boundingBox()).height < 720) break;
}
await picture('log-line', { from: '.ledgerline-line-page', height: 760 });
await openGrid(page, '/ledgerline_xero/log/');
await clearFilters(page);
await command('ledgerline:reconcile', `--from=${process.env.GUIDE_FROM}`, `--to=${process.env.GUIDE_TO}`);
await cron();
await visit('/reconciliation/index');
await picture('reconciliation', { from: '.ledgerline-page', height: 900 });
await visit('/overview/index');
await picture('overview', { from: '.ledgerline-page', height: 800 });
// Otherwise the chart has one column.
await script('store.php', 'calls');
await visit('/requests/index');
await picture('daily-requests', { from: '.ledgerline-page', to: '.ledgerline-charts .ledgerline-section:first-child' });
await openGrid(page, '/sales/invoice/');
await clearFilters(page);
await picture('grid', { from: GRID, height: 560 });
await filterBy(page, 'xero_status', 'Synced');
await page.goto(await page.locator('.data-grid tr.data-row a[href*="/invoice/view/"]').nth(2).getAttribute('href'));
await settle(page);
await page.locator('.ledgerline-record').scrollIntoViewIfNeeded();
await page.waitForSelector('.ledgerline-record-head');
await page.locator('.ledgerline-record [data-preview]').first().click();
await page.waitForSelector('.ledgerline-paper');
await picture('record', { from: '.ledgerline-record-tab', height: 1200 });
await openGrid(page, '/sales/invoice/');
await clearFilters(page);

await browser.close();
