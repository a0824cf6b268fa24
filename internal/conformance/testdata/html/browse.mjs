// Opens pages in a browser and uses them as people do. Takes one argument, JSON:
//
//   chromium  path of the browser
//   job       name of a function below
//   url       address of the page
//   dir       folder of the catalogue, for the job that changes it
//
// Writes a line of JSON for each thing that was tried: {"step": …, "error": …}.
// The test in html_test.go knows which there have to be.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';

const given = JSON.parse(process.argv[2]);
const axe = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
const desktop = { width: 1440, height: 900 };
const phone = { width: 390, height: 844 };

const browser = await chromium.launch({ executablePath: given.chromium, args: flags, chromiumSandbox: false });

// step tries something and says how it went.
async function step(name, act) {
  let error = '';
  try {
    await act();
  } catch (e) {
    error = String(e.message || e).slice(0, 2000);
  }
  process.stdout.write(JSON.stringify({ step: name, error }) + '\n');
}

// open makes a page in a window of its own. What it complains of, or asks for from
// elsewhere, is collected.
async function open(options, address = given.url) {
  const context = await browser.newContext({ viewport: desktop, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  page.trouble = [];
  const own = new URL(given.url);
  page.on('console', (m) => { if (m.type() === 'error' || m.type() === 'warning') page.trouble.push(m.text()); });
  page.on('pageerror', (e) => page.trouble.push(e.message));
  page.on('dialog', (d) => { page.trouble.push('dialog: ' + d.message()); void d.dismiss(); });
  page.on('request', (r) => {
    const to = new URL(r.url());
    if (to.protocol !== 'data:' && (to.host !== own.host || to.pathname !== own.pathname)) page.trouble.push('request: ' + r.url());
  });
  await page.goto(address);
  return page;
}

const count = (page) => page.textContent('#_count');
const shown = (page) => page.$$eval('.entry:not([hidden]) summary .code', (all) => all.map((el) => el.textContent));
const focus = (page) => page.evaluate(() => document.activeElement.id || document.activeElement.textContent.trim().split(/\s/)[0]);
const isOpen = (page, id) => page.$eval('[id="' + id + '"]', (el) => el.closest('details').open);
const inView = (page, id) => page.$eval('[id="' + id + '"]', (el) => {
  const row = el.closest('.entry').getBoundingClientRect();
  return row.top >= 0 && row.top < innerHeight;
});
const says = (page, text) => page.waitForFunction((t) => document.getElementById('_count').textContent === t, text);
const violations = (page) => page.evaluate(async () => {
  const found = await axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] });
  return { checked: found.passes.length, wrong: found.violations.map((v) => v.id + ': ' + v.nodes.map((n) => n.html.slice(0, 160)).slice(0, 3).join(' | ')) };
});

const jobs = {
  // The reference page, as it is used.
  async use() {
    for (const colorScheme of ['light', 'dark']) {
      const as = (name) => colorScheme + ': ' + name;
      const page = await open({ colorScheme, permissions: ['clipboard-read', 'clipboard-write'] });
      await step(as('colours'), async () => {
        const [ground, text] = await page.evaluate(() => {
          const light = (c) => c.match(/[\d.]+/g).slice(0, 3).reduce((a, b) => a + Number(b), 0) / 765;
          const s = getComputedStyle(document.body);
          return [light(s.backgroundColor), light(s.color)];
        });
        if (colorScheme === 'dark') assert.ok(ground < 0.15 && text > 0.85, ground + ' ' + text);
        else assert.ok(ground > 0.95 && text < 0.2, ground + ' ' + text);
      });
      await step(as('search'), async () => {
        assert.equal(await count(page), '27 errors');
        await page.keyboard.press('/');
        assert.equal(await focus(page), '_search');
        await page.keyboard.type('Quota');
        await says(page, '2 of 27 errors');
        assert.deepEqual(await shown(page), ['inbox_quota_exceeded', 'item_quota_exceeded']);
        assert.equal(await page.isVisible('#_types'), false);
        assert.equal(await page.evaluate(() => CSS.highlights.get('found').size), 2);
        assert.match(page.url(), /\?q=Quota$/);
        await page.keyboard.type(' month');
        await says(page, '1 of 27 errors');
        await page.keyboard.type(' nowhere');
        await says(page, '0 of 27 errors');
        assert.equal(await page.isVisible('#_none'), true);
        await page.keyboard.press('Escape');
        await says(page, '27 errors');
        assert.equal(await page.isVisible('#_none'), false);
        assert.equal(await page.isVisible('#_types'), true);
      });
      await step(as('filter'), async () => {
        await page.selectOption('#_status', '404');
        await says(page, '5 of 27 errors');
        await page.selectOption('#_group', 'jobs');
        await says(page, '2 of 27 errors');
        assert.deepEqual(await shown(page), ['job_not_found', 'delivery_not_found']);
        await page.selectOption('#_status', '4xx');
        await says(page, '3 of 27 errors');
        await page.click('#_reset');
        await says(page, '27 errors');
        await page.selectOption('#_retry', 'always');
        await says(page, '1 of 27 errors');
        assert.deepEqual(await shown(page), ['rate_limited']);
        await page.reload();
        await says(page, '1 of 27 errors'); // the address keeps the choice
        await page.click('#_reset');
        await says(page, '27 errors');
      });
      await step(as('keys'), async () => {
        assert.equal(await focus(page), '_search'); // since the choice was cleared
        await page.keyboard.press('Escape');
        await page.keyboard.press('/');
        await page.keyboard.type('quota');
        await says(page, '2 of 27 errors');
        await page.keyboard.press('ArrowDown');
        assert.equal(await focus(page), 'inbox_quota_exceeded');
        await page.keyboard.press('Enter');
        assert.equal(await isOpen(page, 'inbox-quota-exceeded'), true);
        assert.match(page.url(), /#inbox-quota-exceeded$/);
        await page.keyboard.press('ArrowDown');
        assert.equal(await focus(page), 'item_quota_exceeded');
        await page.keyboard.press('ArrowUp');
        await page.keyboard.press('Tab'); // into what is open
        await page.keyboard.press('Escape');
        assert.equal(await isOpen(page, 'inbox-quota-exceeded'), false);
        assert.equal(await focus(page), 'inbox_quota_exceeded');
        await page.keyboard.press('ArrowUp');
        assert.equal(await focus(page), '_search');
        await page.keyboard.press('Escape');
        await page.keyboard.press('Escape');
        await page.keyboard.press('/');
        assert.equal(await page.inputValue('#_search'), '');
        const ring = await page.$eval('#_search', (el) => getComputedStyle(el).outlineStyle);
        assert.equal(ring, 'solid');
      });
      await step(as('deep link'), async () => {
        const direct = await open({ colorScheme }, given.url + '#item-not-found');
        await direct.waitForFunction(() => document.activeElement.tagName === 'SUMMARY');
        assert.equal(await isOpen(direct, 'item-not-found'), true);
        assert.equal(await inView(direct, 'item-not-found'), true);
        assert.equal(await focus(direct), 'item_not_found');
        await direct.selectOption('#_status', '500');
        await says(direct, '1 of 27 errors');
        await direct.evaluate(() => { location.hash = '#rate-limited'; }); // one that the choice hides
        await says(direct, '27 errors');
        assert.equal(await isOpen(direct, 'rate-limited'), true);
        assert.equal(await inView(direct, 'rate-limited'), true);
        await direct.click('nav a[href="#_types"]');
        assert.equal(await direct.$eval('#_types', (el) => el.getBoundingClientRect().top < innerHeight), true);
        assert.deepEqual(direct.trouble, []);
        await direct.context().close();
      });
      await step(as('copy'), async () => {
        await page.evaluate(() => { location.hash = '#item-quota-exceeded'; });
        const row = page.locator('.entry:has(#item-quota-exceeded)');
        const copied = async (name) => {
          await row.getByRole('button', { name }).click();
          await page.waitForFunction(() => document.getElementById('_said').textContent === 'Copied');
          await page.waitForFunction(() => document.getElementById('_said').textContent === '');
          return page.evaluate(() => navigator.clipboard.readText());
        };
        assert.equal(await copied('Copy code'), 'item_quota_exceeded');
        assert.equal(JSON.parse(await copied('Copy body')).details.limit, 1000);
        assert.match(await copied('Copy request'), /^curl -i -X POST "\$BASE_URL\/v1\/inboxes\/\$\{INBOX_ID\}\/items"/);
        assert.match(await copied('Copy Go'), /^if p, ok := inboxerr\.ItemQuotaExceededOf\(err\); ok \{/);
      });
      await step(as('theme'), async () => {
        const theme = () => page.evaluate(() => document.documentElement.dataset.theme);
        const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
        assert.equal(await theme(), undefined);
        await page.click('#_theme');
        assert.equal(await theme(), 'light');
        const light = await ground();
        await page.click('#_theme');
        assert.equal(await theme(), 'dark');
        assert.notEqual(await ground(), light);
        await page.reload();
        assert.equal(await theme(), 'dark');
        assert.equal(await page.textContent('#_theme'), 'Theme: dark');
        await page.click('#_theme');
        assert.equal(await theme(), undefined);
      });
      await step(as('open all'), async () => {
        await page.click('#_all');
        assert.equal(await page.$$eval('.entry details:not([open])', (all) => all.length), 0);
        await page.click('#_all');
        assert.equal(await page.$$eval('.entry details[open]', (all) => all.length), 0);
      });
      await step(as('quiet'), async () => assert.deepEqual(page.trouble, []));
      await page.context().close();

      for (const [name, viewport] of [['desktop', desktop], ['phone', phone]]) {
        await step(as('axe on a ' + name), async () => {
          const page = await open({ colorScheme, viewport, bypassCSP: true });
          await page.click('#_all');
          await page.evaluate(() => { for (const d of document.querySelectorAll('details')) d.open = true; });
          await page.addStyleTag({ content: '.entry { content-visibility: visible !important; }' });
          await page.evaluate(axe);
          const found = await violations(page);
          assert.deepEqual(found.wrong, []);
          assert.ok(found.checked > 20, 'axe checked ' + found.checked);
          const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
          assert.ok(wide <= 0, 'the page is ' + wide + ' wider than the window');
          await page.context().close();
        });
      }
    }
    await step('axe finds', async () => {
      const page = await open({ bypassCSP: true });
      await page.evaluate(() => {
        document.querySelector('h1').insertAdjacentHTML('afterend', '<img src="data:,"><p style="color: #ddd; background: #fff">faint</p>');
      });
      await page.evaluate(axe);
      const { wrong } = await violations(page);
      for (const id of ['image-alt', 'color-contrast']) assert.ok(wrong.some((w) => w.startsWith(id)), wrong.join());
      await page.context().close();
    });
  },

  // Without a script.
  async plain() {
    await step('readable', async () => {
      const page = await open({ javaScriptEnabled: false }, given.url + '#rate-limited');
      for (const id of ['#_search', '#_theme', '#_status', '#_all', '#_none']) assert.equal(await page.isVisible(id), false, id);
      assert.equal(await page.isVisible('text=Back off and retry, and send fewer requests at a time.'), true);
      const other = page.locator('.entry:has(#item-not-found)');
      const words = other.getByText('List the items of the inbox and use an ID from the answer.');
      assert.equal(await words.isVisible(), false);
      await other.locator('summary').click();
      assert.equal(await words.isVisible(), true);
      assert.deepEqual(page.trouble, []);
      await page.context().close();
    });
    await step('printed', async () => {
      const page = await open({ javaScriptEnabled: false });
      const words = page.locator('.entry:has(#item-not-found)').getByText('List the items of the inbox and use an ID from the answer.');
      assert.equal(await words.isVisible(), false);
      await page.emulateMedia({ media: 'print' });
      assert.equal(await words.isVisible(), true);
      assert.equal(await page.isVisible('nav'), false);
      await page.context().close();
    });
    await step('file', async () => {
      const page = await open({ colorScheme: 'dark' }, given.file + '#item-not-found');
      await page.waitForFunction(() => document.activeElement.tagName === 'SUMMARY');
      await page.keyboard.press('/');
      await page.keyboard.type('quota');
      await says(page, '2 of 27 errors');
      assert.deepEqual(page.trouble.filter((t) => !t.startsWith('request: file:')), []);
      await page.context().close();
    });
  },

  // A page whose catalogue means mischief in every text.
  async hostile() {
    for (const javaScriptEnabled of [true, false]) {
      await step('inert with' + (javaScriptEnabled ? '' : 'out') + ' script', async () => {
        const page = await open({ javaScriptEnabled });
        if (javaScriptEnabled) await page.click('#_all');
        assert.deepEqual(page.trouble, []);
        assert.equal(await page.title(), (given.text + ' errors').replace(/[ \t\n\f\r]+/g, ' ').trim());
        const texts = await page.$$eval('.said', (all) => all.map((el) => el.textContent));
        assert.ok(texts.includes(given.text), JSON.stringify(texts));
        await page.context().close();
      });
    }
    await step('phone', async () => {
      const page = await open({ viewport: phone });
      await page.click('#_all');
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(wide <= 0, 'the page is ' + wide + ' wider than the window');
      await page.context().close();
    });
  },

  // A page that somebody has put things into.
  async policy() {
    await step('refused', async () => {
      const page = await open({});
      assert.equal(await page.evaluate(() => window.injected), undefined);
      const refused = page.trouble.filter((t) => t.includes('Content Security Policy') || t.includes('violates'));
      assert.ok(refused.length >= 3, page.trouble.join('\n'));
      await page.context().close();
    });
  },

  // errspec serve: the page follows the catalogue.
  async live() {
    const catalogue = path.join(given.dir, 'errors.yaml');
    const text = fs.readFileSync(catalogue, 'utf8');
    const page = await open({});
    await step('reloads', async () => {
      await page.click('text=First message');
      await page.waitForSelector('#gone', { state: 'visible' });
      fs.writeFileSync(catalogue, text.replace('First', 'Second'));
      await page.waitForSelector('.said:text("Second message")');
      assert.equal(await isOpen(page, 'gone'), true);
    });
    await step('findings', async () => {
      fs.writeFileSync(catalogue, text.replace('404', '200'));
      await page.waitForSelector('.findings:has-text("errors.yaml:4:18: error:")');
      assert.equal(await page.isVisible('.said:text("Second message")'), true);
      await page.reload();
      await page.waitForSelector('.findings:has-text("errors.yaml:4:18: error:")');
      fs.writeFileSync(catalogue, text.replace('First', 'Second'));
      await page.waitForSelector('.findings', { state: 'detached' });
      assert.equal(await page.isVisible('.said:text("Second message")'), true);
    });
    await step('quiet', async () => assert.deepEqual(page.trouble.filter((t) => !t.endsWith('/_errspec/events')), []));
    await page.context().close();
  },
};

await jobs[given.job]();
await browser.close();
