// Measures Magento's grids with and without the module, and the module's own grids, in a private copy of a shop:
//   LEDGERLINE_COPY=/tmp/copy ./scripts/magento-up, connect and drain once, then
//   scripts/magento-run php "$LEDGERLINE_TESTS/bench/grids-rows.php" 100000
//   . /tmp/copy/env; node tests/bench/grids.mjs [rounds: 15]
// The module is switched off and on again (bin/magento module:disable). Milliseconds of the request for one page of rows, median.
import { magento, menuLink, open, gridReady, signIn } from '../magento/browser/shop.mjs';

const ROUNDS = Number(process.argv[2] ?? 15);
const XERO = 'xero_status';

const grids = {
  'orders': { path: '/sales/order/', namespace: 'sales_order_grid', cases: {
    'first page': {}, 'page 2,000': { page: 2000 }, 'filter: core status': { filters: { status: 'complete' } },
    'sort: grand total': { sort: ['base_grand_total', 'desc'] }, 'filter: Xero held': { filters: { [XERO]: 'held' } },
    'filter: Xero synced': { filters: { [XERO]: 'synced' } }, 'filter: Xero –': { filters: { [XERO]: 'none' } }, 'sort: Xero': { sort: [XERO, 'asc'] },
  } },
  'customers': { path: '/customer/index/', namespace: 'customer_listing', cases: { 'first page': {} } },
  'products': { path: '/catalog/product/', namespace: 'product_listing', cases: { 'first page': {} } },
  'queue': { path: '/ledgerline_xero/queue/', namespace: 'ledgerline_xero_queue_listing', own: true, cases: {
    'first page': {}, 'page 2,000': { page: 2000 }, 'filter: held': { filters: { state: 'held' } }, 'sort: number': { sort: ['number', 'asc'] }, 'search': { search: '0000012' },
  } },
  'log': { path: '/ledgerline_xero/log/', namespace: 'ledgerline_xero_log_listing', own: true, cases: {
    'first page': {}, 'page 2,000': { page: 2000 }, 'filter: success': { filters: { status: 'success' } }, 'sort: number': { sort: ['number', 'asc'] }, 'search': { search: '0000012' },
  } },
};

function question(namespace, { page = 1, filters = {}, sort, search = '' }) {
  const query = new URLSearchParams({ namespace, search, 'filters[placeholder]': 'true', 'paging[pageSize]': '20', 'paging[current]': String(page), isAjax: 'true' });
  for (const [field, value] of Object.entries(filters)) query.set(`filters[${field}]`, value);
  if (sort) {
    query.set('sorting[field]', sort[0]);
    query.set('sorting[direction]', sort[1]);
  }
  return query.toString();
}

async function measure(withModule) {
  const { browser, page } = await open();
  const times = {};
  await signIn(page);
  for (const [name, grid] of Object.entries(grids)) {
    if (grid.own && !withModule) continue;
    await page.goto(await menuLink(page, grid.path));
    await gridReady(page);
    const address = await page.evaluate((namespace) => new Promise((resolve) => {
      window.require('uiRegistry').get(`${namespace}.${namespace}_data_source`, (source) => resolve(source.storage().updateUrl ?? source.update_url));
    }), grid.namespace);
    for (const [label, one] of Object.entries(grid.cases)) {
      if (!withModule && JSON.stringify(one).includes(XERO)) continue;
      const taken = [];
      for (let round = 0; round <= ROUNDS; round++) {
        const result = await page.evaluate(async ([url, query]) => {
          const began = performance.now();
          const answer = await fetch(`${url}${url.includes('?') ? '&' : '?'}${query}`, { headers: { 'X-Requested-With': 'XMLHttpRequest', Accept: 'application/json' } });
          const data = await answer.json();
          return { ms: performance.now() - began, status: answer.status, rows: data.items?.length ?? -1, total: data.totalRecords };
        }, [address, question(grid.namespace, one)]);
        if (result.rows < 0) throw new Error(`${name}, ${label}: no rows, status ${result.status}`);
        if (round > 0) taken.push(result);
      }
      taken.sort((a, b) => a.ms - b.ms);
      times[`${name}, ${label}`] = { ms: taken[Math.floor(taken.length / 2)].ms, total: taken[0].total };
    }
  }
  await browser.close();
  return times;
}

async function bin(...args) {
  const { code, output } = await magento(...args);
  if (code !== 0) throw new Error(output);
}

let without = {};
if (!process.env.ONLY_WITH) {
  await bin('module:disable', 'Ledgerline_Xero');
  await bin('cache:flush');
  try {
    without = await measure(false);
  } finally {
    await bin('module:enable', 'Ledgerline_Xero');
    await bin('cache:flush');
  }
}
const with_ = await measure(true);
console.log(`${'grid'.padEnd(34)}${'rows'.padStart(9)}${'without'.padStart(10)}${'with'.padStart(10)}${'ratio'.padStart(8)}`);
for (const [name, { ms, total }] of Object.entries(with_)) {
  const before = without[name]?.ms;
  console.log(`${name.padEnd(34)}${String(total).padStart(9)}${(before ? before.toFixed(0) : '–').padStart(10)}${ms.toFixed(0).padStart(10)}${(before ? (ms / before).toFixed(2) : '').padStart(8)}`);
}
