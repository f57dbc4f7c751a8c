// Opens a page in Chromium, uses it as a person would, and prints as JSON what it
// saw; the Go test judges that. Arguments: the page, and the path of Chromium.
const fs = require('fs');
const {chromium} = require('playwright-core');

// audit lists what axe, which checks pages for people who cannot see them, objects to.
const audit = async (page) => {
  await page.evaluate(fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8'));
  return page.evaluate(async () => (await axe.run()).violations.map((v) => `${v.id}: ${v.nodes[0].html.slice(0, 200)}`));
};

const look = () => {
  const text = (s) => [...document.querySelectorAll(s)].map((e) => e.textContent);
  // How many colours a canvas shows: a blank one has few.
  const colours = [...document.querySelectorAll('canvas')].map((c) => {
    const small = new OffscreenCanvas(300, 150).getContext('2d', {willReadFrequently: true});
    small.drawImage(c, 0, 0, 300, 150);
    const d = small.getImageData(0, 0, 300, 150).data, seen = new Set();
    for (let i = 0; i < d.length; i += 4) seen.add((d[i] << 24) | (d[i + 1] << 16) | (d[i + 2] << 8) | d[i + 3]);
    return seen.size;
  });
  return {
    ready: document.documentElement.dataset.ready, title: document.title, rows: document.querySelectorAll('#fall .row').length,
    selected: text('#fall .row[aria-selected="true"] .id'), total: text('#detail .matrix tfoot td')[0],
    whys: Object.fromEntries([...document.querySelectorAll('#detail .matrix tbody tr')].map((r) => [r.dataset.why, r.children[1].textContent])),
    waits: text('#detail .waits > li .wait-head .cost'), connection: document.querySelector('#pick') && document.querySelector('#pick').value,
    facts: text('#connection-facts dd'), colours, unnamed: document.querySelectorAll('canvas:not([aria-label]), button:empty').length,
    overflow: document.documentElement.scrollWidth - window.innerWidth, background: getComputedStyle(document.body).backgroundColor,
  };
};

(async () => {
  const [file, executablePath] = process.argv.slice(2);
  const browser = await chromium.launch({executablePath, args: ['--no-sandbox', '--disable-gpu']});
  const page = await browser.newPage({viewport: {width: 1280, height: 900}, colorScheme: 'light'});
  const out = {problems: [], requests: []};
  page.on('console', (m) => { if (['error', 'warning'].includes(m.type())) out.problems.push(m.text()); });
  page.on('pageerror', (e) => out.problems.push(e.message));
  page.on('request', (r) => out.requests.push(r.url().split(':')[0]));
  const drawn = () => page.waitForFunction(() => [...document.querySelectorAll('canvas')].every((c) => c.dataset.drawn), null, {timeout: 10000});
  await page.goto('file://' + file);
  await drawn();
  out.first = await page.evaluate(look);
  if (out.first.rows > 0) {
    await page.focus('#fall');
    await page.keyboard.press('Home');
    out.home = await page.evaluate(look);
    await page.keyboard.press('ArrowDown');
    out.down = await page.evaluate(look);
    await page.fill('#filter', 'no such thing');
    out.none = (await page.evaluate(look)).rows;
    await page.fill('#filter', '');
    const why = await page.$eval('#filter-why option:nth-child(2)', (o) => o.value);
    await page.selectOption('#filter-why', why);
    out.filtered = {why, rows: (await page.evaluate(look)).rows};
    await page.selectOption('#filter-why', '');
    await page.keyboard.press('Home');
    await page.focus('#fall');
    await page.keyboard.press('Home');
    const link = await page.$('#detail button.link');
    if (link) {
      out.link = await link.textContent();
      await link.click();
      out.packet = await page.textContent('#packet');
    }
  }
  const canvas = await page.$('canvas.ladder');
  if (canvas) {
    const image = () => page.$eval('canvas.ladder', (c) => c.toDataURL());
    const settled = () => page.evaluate(() => new Promise((r) => requestAnimationFrame(() => requestAnimationFrame(r))));
    await canvas.focus();
    await settled();
    const before = await image();
    const began = Date.now();
    await page.keyboard.press('+');
    await settled();
    out.redrawMS = Date.now() - began;
    out.zoomed = before !== (await image());
    await page.keyboard.press('Home');
    await settled();
    await canvas.hover({position: {x: 400, y: 100}});
  }
  out.audit = await audit(page);
  await page.setViewportSize({width: 390, height: 800});
  await page.waitForTimeout(100);
  out.phone = await page.evaluate(look);
  await page.emulateMedia({media: 'print'});
  out.print = await page.$eval('nav', (n) => getComputedStyle(n).display);
  await page.emulateMedia({media: 'screen', colorScheme: 'dark'}); // which loads the page anew
  await page.waitForTimeout(200);
  await page.waitForFunction(() => document.documentElement.dataset.ready === '1');
  await drawn();
  out.dark = await page.evaluate(look);
  out.audit.push(...(await audit(page)));
  await browser.close();
  console.log(JSON.stringify(out));
})().catch((e) => { console.error(e); process.exit(1); });
