// Measures the portal's pages: time to first byte and bytes over the wire, largest paint with script and without, and what
// Lighthouse says. Prints one flat JSON object of figures. Reads ATOLL_URL and, for Lighthouse, LIGHTHOUSE=1.
import { request, Agent } from 'node:http';
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';

const base = new URL(process.env.ATOLL_URL);
const samples = Number(process.env.SAMPLES ?? 200);
const pages = {
  home: '/',
  clusters: '/clusters',
  clusters_last: '/clusters?page=20&sort=-age',
  cluster: process.env.CLUSTER_PATH,
  form: '/clusters/new',
  machines: '/vms',
  fleet: '/admin',
  layer_vms: '/admin/layers/vms',
  layer_vms_filtered: '/admin/layers/vms?state=ready&text=m09',
  tree: '/admin/tree',
  search: '/search?q=c05',
};
const agent = new Agent({ keepAlive: true, maxSockets: 1 });

/** One request: milliseconds to the first byte and to the last, bytes as they came over the wire. */
function get(path, cookie) {
  return new Promise((done, fail) => {
    const started = performance.now();
    const asked = request(
      { host: base.hostname, port: base.port, path, agent, headers: { cookie, 'accept-encoding': 'gzip', accept: 'text/html' } },
      (answer) => {
        let first;
        let bytes = 0;
        answer.on('data', (chunk) => {
          first ??= performance.now();
          bytes += chunk.length;
        });
        answer.on('end', () => done({ status: answer.statusCode, first: (first ?? performance.now()) - started, bytes }));
        answer.on('error', fail);
      },
    );
    asked.on('error', fail);
    asked.end();
  });
}

const quantile = (numbers, q) => numbers.toSorted((a, b) => a - b)[Math.min(numbers.length - 1, Math.floor(numbers.length * q))];

async function signIn() {
  const answer = await fetch(new URL('/signin', base), {
    method: 'POST',
    redirect: 'manual',
    headers: { 'sec-fetch-site': 'same-origin', 'content-type': 'application/x-www-form-urlencoded' },
    body: 'username=admin&password=atoll-demo',
  });
  const cookie = answer.headers.get('set-cookie')?.split(';')[0];
  if (!cookie) throw new Error(`cannot sign in: ${answer.status}`);
  return cookie;
}

/** Milliseconds to the largest paint of a page that is loaded for the first time. */
async function largestPaint(browser, path, cookie, javaScriptEnabled) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, javaScriptEnabled: true });
  const [name, value] = cookie.split('=');
  await context.addCookies([{ name, value, url: base.href }]);
  const page = await context.newPage();
  // Without the site's own script: its files are refused, so that the observer below can still run.
  if (!javaScriptEnabled) await page.route(/\.(js|wasm)$/, (route) => route.abort());
  let bytes = 0;
  const session = await context.newCDPSession(page);
  await session.send('Network.enable');
  session.on('Network.loadingFinished', (event) => (bytes += event.encodedDataLength));
  await page.goto(new URL(path, base).href, { waitUntil: 'load' });
  const paint = await page.evaluate(
    () =>
      new Promise((done) => {
        let last = 0;
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) last = entry.startTime;
        }).observe({ type: 'largest-contentful-paint', buffered: true });
        setTimeout(() => done(last), 600);
      }),
  );
  await context.close();
  return { paint, bytes };
}

async function lighthouseScores(port, cookie, figures) {
  const { default: lighthouse } = await import('lighthouse');
  for (const name of ['home', 'clusters', 'cluster', 'form']) {
    const result = await lighthouse(new URL(pages[name], base).href, {
      port,
      output: 'json',
      logLevel: 'error',
      formFactor: 'desktop',
      screenEmulation: { mobile: false, width: 1280, height: 900, deviceScaleFactor: 1, disabled: false },
      throttlingMethod: 'simulate',
      onlyCategories: ['performance', 'accessibility', 'best-practices'],
      extraHeaders: { cookie },
      disableStorageReset: true,
    });
    for (const [key, category] of Object.entries(result.lhr.categories)) {
      figures[`lighthouse_${name}_${key.replace('-', '_')}`] = Math.round(category.score * 100);
    }
    if (process.env.LIGHTHOUSE_WHY) {
      const poor = Object.values(result.lhr.audits).filter((audit) => audit.score !== null && audit.score < 0.9);
      console.error(name, poor.map((audit) => `${audit.id} ${audit.score} ${audit.displayValue ?? ''}`));
    }
  }
}

const cookie = await signIn();
const figures = {};
for (const [name, path] of Object.entries(pages)) {
  if (!path) continue;
  const warm = await get(path, cookie);
  if (warm.status !== 200) throw new Error(`${path} answers ${warm.status}`);
  const times = [];
  for (let i = 0; i < samples; i += 1) times.push((await get(path, cookie)).first);
  figures[`${name}_first_byte_p50_ms`] = quantile(times, 0.5);
  figures[`${name}_first_byte_p99_ms`] = quantile(times, 0.99);
  figures[`${name}_page_bytes`] = warm.bytes;
}
const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) => existsSync(path));
const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
const port = 9300 + (process.pid % 500);
const browser = await chromium.launch({ executablePath, args: [...flags, `--remote-debugging-port=${port}`] });
for (const name of ['home', 'clusters', 'cluster', 'form', 'layer_vms']) {
  const scripted = await largestPaint(browser, pages[name], cookie, true);
  figures[`${name}_largest_paint_ms`] = scripted.paint;
  figures[`${name}_first_load_bytes`] = scripted.bytes;
  figures[`${name}_largest_paint_without_script_ms`] = (await largestPaint(browser, pages[name], cookie, false)).paint;
}
if (process.env.LIGHTHOUSE) await lighthouseScores(port, cookie, figures);
await browser.close();
agent.destroy();
console.log(JSON.stringify(figures));
