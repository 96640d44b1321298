// Reconciliation, daily requests, overview and dashboard in a browser. Needs what admin.test.mjs needs; connects the shop when it is not connected.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { SECTION, barriers, home, magento, menuLink, open, script, settle, signIn } from './shop.mjs';

const MINUTE = 60_000;

let browser;
let page;
let problems;

before(async () => {
  const status = JSON.parse((await magento('ledgerline:status', '--json')).output);
  if (!status.connections.some((one) => one.connection === 'default' && one.state === 'connected')) {
    const values = {
      'connection/type': 'custom', 'connection/client_id': 'sandbox-custom', 'connection/client_secret': 'sandbox-custom-secret', 'accounts/bank': '090', 'accounts/sales': '200',
    };
    for (const [path, value] of Object.entries(values)) await magento('config:set', `${SECTION}/${path}`, value);
    assert.equal((await magento('ledgerline:connect')).code, 0);
  }
  ({ browser, page, problems } = await open());
  await signIn(page);
}, { timeout: 5 * MINUTE });

after(async () => browser?.close());

async function visit(path) {
  await home(page);
  await page.goto(await menuLink(page, path), { timeout: 3 * MINUTE });
  await settle(page);
}

for (const [name, path] of [['overview', '/overview/index'], ['daily requests', '/requests/index'], ['reconciliation', '/reconciliation/index'], ['dry run', '/dryrun/index']]) {
  test(`the page ${name} has no error, no scroll bar across, and serves everybody`, { timeout: 5 * MINUTE }, async () => {
    await visit(path);
    problems.length = 0;
    await page.reload();
    await settle(page);
    assert.deepEqual(problems, []);
    assert.deepEqual(await barriers(page, '.ledgerline-page'), []);
    for (const width of [1280, 1920]) {
      await page.setViewportSize({ width, height: 900 });
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), `${width} px`);
    }
    await page.setViewportSize({ width: 1280, height: 900 });
    assert.equal(await page.locator('.ledgerline-page [style]').count(), 0, 'no style attributes');
  });
}

test('the dashboard shows how the books stand', { timeout: 3 * MINUTE }, async () => {
  await home(page);
  const glance = page.locator('.ledgerline-glance');
  await glance.waitFor();
  assert.match(await glance.innerText(), /Connected[\s\S]*Sent today[\s\S]*Calls left/);
  assert.deepEqual(await barriers(page, '.ledgerline-glance'), []);
  await glance.locator('a').first().click();
  await page.waitForSelector('.ledgerline-overview');
});

test('charts have the same numbers as tables', { timeout: 3 * MINUTE }, async () => {
  assert.equal((await magento('ledgerline:lists', '--refresh', '--json')).code, 0);
  await visit('/requests/index');
  assert.equal(await page.locator('.ledgerline-chart').count(), 2);
  await page.locator('.ledgerline-details summary').first().click();
  const today = await page.locator('.ledgerline-details').first().locator('tbody tr').first().locator('td').last().innerText();
  const title = await page.locator('.ledgerline-chart').first().locator('g:last-of-type title').textContent();
  assert.match(title, new RegExp(`: ${today} calls`));
});

test('a dry run says what sending would do, and queues nothing', { timeout: 5 * MINUTE }, async () => {
  const queued = async () => JSON.parse((await magento('ledgerline:queue', '--limit=1', '--json')).output).total;
  const queuedBefore = await queued();
  await visit('/dryrun/index');
  await page.waitForSelector('.ledgerline-page[data-ready]');
  await page.fill('#ledgerline_dry_run_from', '2026-02-01');
  await page.fill('#ledgerline_dry_run_to', '2026-01-01');
  await page.click('[data-role=start]');
  assert.match(await page.locator('.message-error').innerText(), /is after/);
  await page.fill('#ledgerline_dry_run_from', '2026-01-01');
  await page.fill('#ledgerline_dry_run_to', '2026-12-31');
  await page.click('[data-role=start]');
  await page.waitForSelector('#ledgerline_dry_run_result', { timeout: 4 * MINUTE });
  await settle(page);
  const documents = /Of your ([\d,]+) documents/.exec(await page.locator('[data-role=headline]').innerText());
  assert.ok(documents, 'documents are counted');
  const outcomes = await page.locator('[data-role=outcomes] strong').allInnerTexts();
  const number = (text) => Number(text.replaceAll(',', ''));
  assert.equal(outcomes.map(number).reduce((sum, one) => sum + one, 0), number(documents[1]));
  assert.deepEqual(await barriers(page, '.ledgerline-page'), []);
  assert.equal(await queued(), queuedBefore);
});

test('a person asks for a reconciliation and cron does it', { timeout: 6 * MINUTE }, async () => {
  const missing = await script('unheard.php');
  await visit('/reconciliation/index');
  await page.waitForSelector('.ledgerline-page[data-ready]');
  await page.fill('#ledgerline_reconcile_from', '2026-02-01');
  await page.fill('#ledgerline_reconcile_to', '2026-01-01');
  await page.click('[data-role=start]');
  assert.match(await page.locator('.message-error').innerText(), /is after/);
  await page.fill('#ledgerline_reconcile_from', '2026-01-01');
  await page.fill('#ledgerline_reconcile_to', '2026-12-31');
  await page.click('[data-role=start]');
  await page.waitForFunction(() => /Waiting for cron/.test(document.querySelector('[data-role=message]')?.innerText));
  assert.ok(await page.locator('[data-role=start]').isDisabled());
  const done = page.waitForSelector('#ledgerline_reconcile_result', { timeout: 4 * MINUTE });
  let over = false;
  done.then(() => { over = true; }, () => { over = true; });
  while (!over) {
    await magento('cron:run', '--group=ledgerline', '--bootstrap=standaloneProcessStarted=1');
    await script('due.php', 'ledgerline_step');
  }
  await done;
  const found = await page.locator('.ledgerline-page').innerText();
  assert.match(found, /Jan 1, 2026 to Dec 31, 2026, [\d,]+ documents/);
  assert.ok(found.includes(missing), missing);
});

test('what is missing is sent again with one press', { timeout: 4 * MINUTE }, async () => {
  await page.waitForSelector('.ledgerline-page[data-ready]');
  const buttons = page.locator('[data-role=repair]');
  const shown = await buttons.count();
  assert.notEqual(shown, 0);
  await buttons.first().click();
  await page.waitForSelector('.ledgerline-page .message-success');
  assert.equal(await buttons.count(), shown - 1);
  assert.match(await page.locator('[data-role=finding]').first().innerText(), /It is in the queue\./);
  if (shown > 1) {
    await page.click('[data-role=repair-all]');
    await page.waitForFunction(() => document.querySelectorAll('[data-role=repair]').length === 0, null, { timeout: 2 * MINUTE });
  }
  assert.deepEqual(await barriers(page, '.ledgerline-page'), []);
});

test('days that agree are hidden on demand', { timeout: MINUTE }, async (context) => {
  const differing = page.locator('[data-role=differing]');
  if (await differing.count() === 0) {
    context.skip('the shop has no documents');
    return;
  }
  await differing.check({ force: true });
  assert.equal(await page.locator('[data-differs="0"]:visible').count(), 0);
});

test('a lost connection is told on every page that needs it, and nothing there says that all is well', { timeout: 6 * MINUTE }, async (context) => {
  const { connections } = JSON.parse((await magento('ledgerline:status', '--json')).output);
  if (connections.find((one) => one.connection === 'default').type !== 'custom') {
    context.skip('the shop is connected by consent');
    return;
  }
  const sandbox = (path) => fetch(`${process.env.LEDGERLINE_SANDBOX_URL}/sandbox/${path}`, {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ client_id: 'sandbox-custom' }),
  });
  await sandbox('disconnect');
  try {
    await magento('ledgerline:lists', '--refresh');
    for (const path of ['/requests/index', '/reconciliation/index', '/ledgerline_xero/tax/']) {
      await visit(path);
      assert.match(await page.locator('.ledgerline-interruption').innerText(), /The connection to Xero is lost\. Sending resumes once you press Connect Now\./, path);
    }
    await visit('/requests/index');
    assert.doesNotMatch(await page.locator('.ledgerline-figures').innerText(), /Sending takes/);
  } finally {
    await sandbox('reconnect');
    assert.equal((await magento('ledgerline:connect')).code, 0);
  }
  await visit('/reconciliation/index');
  assert.equal(await page.locator('.ledgerline-interruption').count(), 0);
});
