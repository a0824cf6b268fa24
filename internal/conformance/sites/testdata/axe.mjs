// Runs axe over a part of pages in a browser. Takes one argument, JSON:
//
//   chromium  path of the browser
//   urls      addresses of the pages
//   selector  of the part
//   off       rules that do not count
//
// Writes a line of JSON for each page and colour scheme, and one for the last page
// with an image in it that has no text: {"url": …, "checked": …, "wrong": […]}.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';

const given = JSON.parse(process.argv[2]);
const source = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
const browser = await chromium.launch({ executablePath: given.chromium, args: flags, chromiumSandbox: false });

async function look(page, url) {
  const { checked, wrong } = await page.evaluate(async ({ selector, off }) => {
    const found = await axe.run({ include: [[selector]] }, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
      rules: Object.fromEntries(Object.keys(off ?? {}).map((rule) => [rule, { enabled: false }])),
    });
    return { checked: found.passes.length, wrong: found.violations.map((v) => v.id + ': ' + v.nodes.map((n) => n.html.slice(0, 200)).slice(0, 3).join(' | ')) };
  }, given);
  process.stdout.write(JSON.stringify({ url, checked, wrong }) + '\n');
}

let page;
for (const colorScheme of ['light', 'dark']) {
  const context = await browser.newContext({ colorScheme, viewport: { width: 1440, height: 900 } });
  for (const url of given.urls) {
    page = await context.newPage();
    page.setDefaultTimeout(60_000);
    await page.goto(url);
    await page.evaluate(source);
    await look(page, colorScheme + ' ' + url);
  }
}
await page.evaluate((selector) => document.querySelector(selector).append(new Image(20, 20)), given.selector);
await look(page, 'broken');
await browser.close();
