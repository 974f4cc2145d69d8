// Opens pages in headless Chromium as a reader would, and prints what is wrong with them as JSON.
// node check.mjs NODE_MODULES SCREENSHOTS|- PAGE.html...
// `big:` before a page leaves out what takes long on a large one: axe, unfolding, every combination.
// NODE_MODULES holds puppeteer-core, @sparticuz/chromium and axe-core.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const [modules, pictures, ...pages] = process.argv.slice(2);
const require = createRequire(pathToFileURL(join(resolve(modules), 'anything.js')));
const load = async (name) => (await import(pathToFileURL(require.resolve(name)))).default;

const chromium = await load('@sparticuz/chromium');
const puppeteer = await load('puppeteer-core');
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const WIDTHS = [360, 1280];
const SCHEMES = ['light', 'dark'];

const browser = await puppeteer.launch({
  executablePath: await chromium.executablePath(),
  args: [...chromium.args, '--no-sandbox'],
  headless: 'shell',
});

/** A page that notes every message, error and request but the one for itself. */
async function open(file, { width, scheme = 'light', script = true }) {
  const page = await browser.newPage();
  const noise = [];
  const address = pathToFileURL(resolve(file)).href;
  page.on('console', (message) => noise.push(`console: ${message.text()}`));
  page.on('pageerror', (error) => noise.push(`error: ${error.message}`));
  await page.setRequestInterception(true);
  page.on('request', (request) => {
    if (request.url() === address || request.url().startsWith('data:')) return request.continue();
    noise.push(`request: ${request.url()}`);
    return request.abort();
  });
  await page.setJavaScriptEnabled(script);
  await page.setViewport({ width, height: 900 });
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
  const started = Date.now();
  await page.goto(address, { waitUntil: 'load' });
  return { page, noise, milliseconds: Date.now() - started };
}

const unfold = (page) => page.evaluate(() => document.querySelectorAll('details').forEach((item) => (item.open = true)));
/** By how many pixels the page, or anything in a section of it, is too wide. What scrolls by itself may be. */
const sideways = (page, big = false) => page.evaluate((whole) => {
  const found = [document.documentElement.scrollWidth - document.documentElement.clientWidth];
  const unseen = (item) => item.closest('.scroll, .unseen') || (item.closest('thead') && getComputedStyle(item.closest('thead')).position === 'absolute');
  for (const section of whole ? [] : document.querySelectorAll('main > section')) {
    const { right } = section.getBoundingClientRect();
    for (const item of section.querySelectorAll('*')) {
      const much = Math.floor(item.getBoundingClientRect().right - right);
      if (much > 0 && !unseen(item)) found.push(much);
    }
  }
  return found.reduce((most, one) => Math.max(most, one), 0);
}, big);

/** Rules that the page breaks, with everything unfolded. The page's own policy forbids axe only where it is a script tag. */
async function broken(page) {
  await page.evaluate(axe);
  const found = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
  return found.violations.map((rule) => `${rule.id}: ${rule.nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(' | ')}`);
}

/** What Tab does not reach, though it can be clicked. Nothing is unfolded meanwhile. */
async function unreached(page) {
  const wanted = await page.evaluate(() => {
    const found = [...document.querySelectorAll('summary, a[href], [tabindex="0"]')];
    return found.filter((item) => item.checkVisibility({ contentVisibilityAuto: false })).map((item, index) => {
      item.dataset.wanted = index;
      return index;
    }).length;
  });
  const reached = new Set();
  await page.evaluate(() => document.activeElement?.blur());
  for (let step = 0; step < wanted + 5 && reached.size < wanted; step += 1) {
    await page.keyboard.press('Tab');
    const one = await page.evaluate(() => {
      const here = document.activeElement;
      const outlined = getComputedStyle(here).outlineStyle !== 'none';
      return here.dataset.wanted === undefined ? null : [here.dataset.wanted, outlined];
    });
    if (one?.[1]) reached.add(one[0]);
  }
  return wanted - reached.size;
}

/** A folded thing opens by the keyboard alone. */
async function opens(page) {
  const closed = await page.$('details:not([open]) > summary');
  if (!closed) return true;
  await closed.focus();
  await page.keyboard.press('Enter');
  return page.evaluate((item) => item.parentElement.open, closed);
}

/** How many letters a page shows, folded or not; asked by the debugger, so that scripts need not be on. */
async function words(page) {
  const client = await page.createCDPSession();
  const { root } = await client.send('DOM.getDocument', { depth: -1 });
  const count = (node) => (node.nodeType === 3 ? node.nodeValue.trim().length : 0) + (node.children ?? []).reduce((sum, child) => sum + count(child), 0);
  return count(root);
}

async function screenshot(page, file, name) {
  if (pictures === '-') return;
  await page.screenshot({ path: join(pictures, `${basename(file, '.html')}-${name}.png`), fullPage: true, captureBeyondViewport: true });
}

async function look(file, big) {
  const seen = { noise: [], broken: [], sideways: [], milliseconds: 0 };
  for (const scheme of SCHEMES) {
    for (const width of WIDTHS) {
      if (big && (width === 360) !== (scheme === 'dark')) continue;
      const { page, noise, milliseconds } = await open(file, { width, scheme });
      if (!big) await screenshot(page, file, `${width}-${scheme}`);
      const before = await sideways(page, big);
      if (!big) {
        await unfold(page);
        await screenshot(page, file, `${width}-${scheme}-open`);
      }
      const after = big ? before : await sideways(page);
      if (Math.max(before, after) > 0) seen.sideways.push(`${width} ${scheme}: ${Math.max(before, after)} px`);
      if (!big) {
        seen.broken.push(...(await broken(page)).map((text) => `${width} ${scheme}: ${text}`));
      }
      seen.noise.push(...noise);
      seen.milliseconds = Math.max(seen.milliseconds, milliseconds);
      await page.close();
    }
  }
  return seen;
}

/** Widths between a phone and a desk, and paper. */
async function between(page) {
  const seen = [];
  for (const width of [480, 700, 840, 960, 1100]) {
    await page.setViewport({ width, height: 900 });
    const much = await sideways(page);
    if (much > 0) seen.push(`${width}: ${much} px`);
  }
  await page.setViewport({ width: 700, height: 990 });
  await page.emulateMediaType('print');
  const much = await sideways(page);
  return much > 0 ? [...seen, `paper: ${much} px`] : seen;
}

const results = {};
for (const name of pages) {
  const big = name.startsWith('big:');
  const file = big ? name.slice(4) : name;
  const seen = await look(file, big);
  const { page } = await open(file, { width: 1280 });
  seen.words = await words(page);
  seen.unreached = big ? 0 : await unreached(page);
  seen.opens = await opens(page);
  if (!big) {
    await unfold(page);
    seen.sideways.push(...(await between(page)));
    await screenshot(page, file, 'print');
  }
  await page.close();
  const silent = await open(file, { width: 1280, script: false });
  seen.noise.push(...silent.noise);
  seen.withoutScript = await words(silent.page);
  await silent.page.close();
  results[basename(file, '.html')] = seen;
}
await browser.close();
console.log(JSON.stringify(results));
