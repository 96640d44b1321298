// Opens Magento's admin in headless Chromium and knows its ways: signing in, configuration sections, grids, dialogs.
//
// Environment: MAGENTO_URL (http://127.0.0.1:8080), MAGENTO_ADMIN_URL (MAGENTO_URL + admin), MAGENTO_ADMIN_USER, MAGENTO_ADMIN_PASSWORD,
// CHROMIUM (/usr/bin/chromium), MAGENTO_CLI (how to run bin/magento; else scripts/magento-run, or PHP in MAGENTO_ROOT).
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { chromium } from 'playwright-core';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
// Developer mode compiles styles and scripts at the first page.
const SLOW = 180_000;

export const SECTION = 'ledgerline_xero';

const shopUrl = (process.env.MAGENTO_URL ?? 'http://127.0.0.1:8080').replace(/\/+$/, '');
export const adminUrl = process.env.MAGENTO_ADMIN_URL ?? `${shopUrl}/admin`;

export const administrator = {
  user: process.env.MAGENTO_ADMIN_USER ?? 'admin',
  password: process.env.MAGENTO_ADMIN_PASSWORD ?? '',
};

/** Runs a PHP file in the shop; resolves with its exit code and what it printed. */
function php(file, args) {
  const root = process.env.MAGENTO_ROOT ?? '/var/www/html/magento2';
  const command = process.env.MAGENTO_CLI?.split(' ').slice(0, -1)
    ?? (process.env.LEDGERLINE_COPY ? [`${ROOT}scripts/magento-run`, 'php'] : ['php']);
  return new Promise((resolve, reject) => {
    const child = spawn(command[0], [...command.slice(1), file, ...args], { cwd: root });
    let output = '';
    child.stdout.on('data', (data) => { output += data; });
    child.stderr.on('data', (data) => { output += data; });
    child.on('error', reject);
    child.on('exit', (code) => resolve({ code, output }));
  });
}

/** Runs bin/magento with arguments; resolves with its exit code and what it printed. */
export const magento = (...args) => php('bin/magento', args);

/** Runs a script of this folder in the shop; resolves with what it printed. */
export async function script(name, ...args) {
  const { code, output } = await php(fileURLToPath(new URL(name, import.meta.url)), args);
  if (code !== 0) throw new Error(`${name}: ${output}`);
  return output;
}

/** Connects the shop when it is not connected. */
export async function connect() {
  const { connections } = JSON.parse((await magento('ledgerline:status', '--json')).output);
  if (connections.some((one) => one.connection === 'default' && one.state === 'connected')) return;
  const values = {
    'connection/type': 'custom', 'connection/client_id': 'sandbox-custom', 'connection/client_secret': 'sandbox-custom-secret', 'accounts/bank': '090', 'accounts/sales': '200',
  };
  for (const [path, value] of Object.entries(values)) await magento('config:set', `${SECTION}/${path}`, value);
  const { code, output } = await magento('ledgerline:connect');
  if (code !== 0) throw new Error(output);
  await magento('ledgerline:lists', '--refresh');
}

/** Has some invoices sent and some held, whatever was sent before; resolves with the jobs that are held. */
export async function sentAndHeld(count = 5) {
  // A rule that no document was made with yet puts each into the queue again.
  await magento('config:set', `${SECTION}/documents/reference`, `{order} ${Date.now()}`);
  await magento('ledgerline:sync', '--entity=invoice', '--ids=1-20');
  const { items } = JSON.parse((await magento('ledgerline:queue', '--state=waiting', '--entity=invoice', `--limit=${count}`, '--json')).output);
  if (items.length === 0) throw new Error('There is nothing to hold');
  const ids = items.map((job) => job.id).join();
  await magento('ledgerline:hold', `--ids=${ids}`);
  await magento('ledgerline:drain');
  return ids;
}

/** Whether a message is about something that another module of the shop loads from elsewhere, which a closed network refuses. */
function isForeign(message) {
  const { url } = message.location();
  return message.text().startsWith('Failed to load resource') && /^https?:/.test(url) && new URL(url).origin !== new URL(adminUrl).origin;
}

/** A browser of its own for one person, with everything that went wrong in its pages. */
export async function open({ width = 1280, height = 900 } = {}) {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    headless: true,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
  });
  const context = await browser.newContext({ viewport: { width, height } });
  context.setDefaultTimeout(60_000);
  const problems = [];
  context.on('page', (page) => {
    page.on('pageerror', (error) => problems.push(`${page.url()}: ${error.message}`));
    page.on('console', (message) => {
      if (message.type() === 'error' && !isForeign(message)) problems.push(`${page.url()}: ${message.text()}`);
    });
  });
  const page = await context.newPage();
  return { browser, context, page, problems };
}

export async function signIn(page, { user, password } = administrator) {
  await page.goto(adminUrl, { timeout: SLOW });
  await page.fill('#username', user);
  await page.fill('#login', password);
  await Promise.all([page.waitForNavigation({ timeout: SLOW }), page.click('.action-login')]);
  await page.waitForSelector('.admin-user', { timeout: SLOW });
}

/** The admin's first page; needed after a change of rights, which makes all secret keys new. */
export async function home(page) {
  await page.goto(adminUrl, { timeout: SLOW });
  await settle(page);
}

/** Address of a link in the menu, with its secret key; null when this person has no such entry. */
export function menuLink(page, path) {
  // Each submenu is shut by a link to "#", whose address is the page's own: a record's has its grid's path in it.
  return page.evaluate((part) => [...document.querySelectorAll('#nav a[href]:not([href^="#"])')].map((link) => link.href)
    .find((href) => href.includes(part)) ?? null, path);
}

let looks = 0;

/**
 * Waits until the page is at rest: nothing of it loads, asks the server or slides in. What follows from an answer begins within a moment, so
 * that five looks in a row have to find it so.
 */
export async function settle(page) {
  looks += 1;
  try {
    await page.waitForFunction((look) => {
      const work = () => {
        if (document.readyState !== 'complete') return 'it loads';
        if (!window.jQuery || !window.require?.s) return 'it has no jQuery';
        if (window.jQuery.active > 0) return 'it waits for an answer';
        // What RequireJS itself counts as still loading.
        const loading = Object.values(window.require.s.contexts).flatMap((context) => Object.values(context.registry))
          .find((module) => module.enabled && module.fetched && !module.inited && !module.error && module.map.isDefine);
        if (loading) return `it loads ${loading.map.id}`;
        const masks = [...document.querySelectorAll('.admin__data-grid-loading-mask')];
        if (masks.some((mask) => mask.offsetParent !== null && getComputedStyle(mask).display !== 'none')) return 'a grid loads its rows';
        const moves = document.querySelector('.modal-popup._show, .modal-slide._show')?.getAnimations({ subtree: true })
          .some((one) => one.playState === 'running' && one.effect.getComputedTiming().endTime < Infinity);
        return moves ? 'a dialog moves' : '';
      };
      const rest = window.ledgerlineRest?.look === look ? window.ledgerlineRest : { look, times: 0 };
      rest.work = work();
      rest.times = rest.work === '' ? rest.times + 1 : 0;
      window.ledgerlineRest = rest;
      return rest.times >= 5;
    }, looks, { timeout: SLOW, polling: 50 });
  } catch (error) {
    throw new Error(`${page.url()}, ${await page.evaluate(() => window.ledgerlineRest?.work)}: ${error.message}`, { cause: error });
  }
}

/** Waits until Page Builder is at work in a form: saved before that, Magento's form throws and is never sent. */
export function pageBuilderReady(page) {
  return page.waitForFunction(() => {
    const forms = [];
    window.require('uiRegistry').get((component) => { if (component.source?.get?.('pageBuilderInstances')) forms.push(component.source); });
    return forms.every((source) => source.get('pageBuilderInstances').every((one) => one.isStageReady()));
  }, null, { timeout: SLOW });
}

/** Opens our configuration section with all its groups, its scripts at work. */
export async function openConfiguration(page) {
  await page.goto(await menuLink(page, '/system_config/'), { timeout: SLOW });
  const section = await page.evaluate((id) => document.querySelector(`.admin__page-nav a[href*="/section/${id}/"]`)?.href, SECTION);
  await page.goto(section, { timeout: SLOW });
  await ready(page);
}

/** Waits until our scripts have taken over, and opens the groups that are shut. */
export async function ready(page) {
  await settle(page);
  await page.waitForFunction(() => {
    const panels = document.querySelectorAll('.ledgerline-connect, .ledgerline-sync-all, .ledgerline-rows');
    return panels.length > 2 && [...panels].every((panel) => window.jQuery._data(panel, 'events')) && window.Fieldset;
  }, null, { timeout: SLOW });
  for (const group of ['connection', 'accounts', 'mapping', 'sync', 'documents', 'contacts', 'cron']) {
    const head = page.locator(`#${SECTION}_${group}-head`);
    if (await head.count() && !(await page.locator(`#${SECTION}_${group}`).isVisible())) await head.click();
  }
}

/** Sets fields of a group by id and saves the page. */
export async function save(page, values = {}) {
  for (const [id, value] of Object.entries(values)) {
    const field = page.locator(`#${SECTION}_${id}`);
    await ((await field.evaluate((element) => element.tagName)) === 'SELECT' ? field.selectOption(value) : field.fill(value));
  }
  await Promise.all([page.waitForNavigation({ timeout: SLOW }), page.click('#save')]);
  await ready(page);
}

/** Messages above the page. */
export const messages = (page) => page.locator('#messages .message').allInnerTexts();

/** Waits until a grid shows its rows. Magento's list of system messages is a grid too, and hidden. */
export async function gridReady(page) {
  await page.locator('.page-columns .admin__data-grid-outer-wrap').first().waitFor({ timeout: SLOW });
  await settle(page);
}

/** Looks again and again until it sees what is wanted; after three minutes it says what it saw. */
export async function eventually(look, wanted) {
  for (let end = Date.now() + SLOW; ;) {
    const seen = await look();
    if (isDeepStrictEqual(seen, wanted)) return;
    if (Date.now() > end) assert.deepEqual(seen, wanted);
    await new Promise((resolve) => { setTimeout(resolve, 300); });
  }
}

export async function openGrid(page, path) {
  await page.goto(await menuLink(page, path), { timeout: SLOW });
  await gridReady(page);
}

/** Texts of the rows, or nothing when the grid says that it is empty. */
export const rows = (page) => page.locator('.data-grid tbody tr.data-row:not(.data-grid-tr-no-data)').allInnerTexts();

/** So long Magento waits before it keeps how a person sees a grid, less a margin; milliseconds. */
const KEEPS_AFTER = 1500;

/**
 * Changes how a grid is seen, and waits until Magento has kept it for the person: on a page that is left before that, the grid comes back
 * as it was. What it keeps earlier is not this change.
 */
export async function kept(page, change, timeout = 6000) {
  const began = Date.now();
  const saved = page.waitForRequest((request) => /mui\/bookmark\/save/.test(request.url()) && Date.now() - began > KEEPS_AFTER, { timeout })
    .then((request) => request.response()).catch(() => undefined);
  await change();
  await saved;
  await gridReady(page);
}

/** Filters a grid by the option of a select. */
export async function filterBy(page, name, option) {
  await page.locator('[data-action=grid-filter-expand]').first().click();
  await page.locator(`.admin__data-grid-filters select[name="${name}"]`).selectOption({ label: option });
  await kept(page, () => page.locator('[data-action=grid-filter-apply]').first().click());
}

/** Removes filters and search, which Magento remembers for each person. */
export async function clearFilters(page) {
  const clear = page.locator('.admin__data-grid-filters-current._show [data-action=grid-filter-reset]').first();
  if (await clear.isVisible().catch(() => false)) {
    await kept(page, () => clear.click());
  }
}

/** Accepts the dialog that is open. */
export async function accept(page) {
  await page.locator('.modal-popup._show .action-accept').click();
}

/** What keeps people with a keyboard or a screen reader from using a part of the page: axe's serious and critical findings. */
export async function barriers(page, part) {
  await page.evaluate(readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'));
  const { violations } = await page.evaluate((include) => window.axe.run({ include: [[include]] }, { resultTypes: ['violations'] }), part);
  return violations.filter((found) => ['serious', 'critical'].includes(found.impact))
    .map((found) => `${found.id}: ${found.nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(' | ')}`);
}
