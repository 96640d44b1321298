// Daily work in a browser: filters of one click, damaged lines. Needs a copy of the shop of its own; connects it when it is not connected.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { barriers, connect, filterBy, gridReady, magento, messages, open, openGrid, rows, script, sentAndHeld, signIn } from './shop.mjs';

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
  await page.locator('.ledgerline-preset', { hasText: new RegExp(`^${name}$`) }).click();
  await page.waitForTimeout(500);
  await gridReady(page);
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
  await preset('Needs you');
  assert.equal(await found(), 0);
  await preset('All that is open');
});

test('a damaged line says what to do, and its record is sent from the shop again', { timeout: 6 * MINUTE }, async () => {
  assert.equal((await magento('ledgerline:retry', `--ids=${held[0]}`)).code, 0);
  assert.equal((await script('store.php', `UPDATE job SET snapshot = CAST(x'ff7bff' AS TEXT) WHERE id = ${held[0]}`)).trim(), '1');
  await magento('ledgerline:drain');
  await magento('cache:clean', 'config');
  await openGrid(page, 'ledgerline_xero/queue');
  await preset('Needs you');
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
  await script('store.php', `UPDATE job SET state = 'damaged', code = 'row_damaged', entity = 'sonnet', message = 'This line of the queue is damaged and was set apart.' WHERE id = ${held[1]}`);
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
