// Small helpers: elements, numbers, times. All times are integer nanoseconds.
const data = JSON.parse(document.getElementById('data').textContent);
const doc = data.document;
const packets = data.packets;

// $ finds an element by its id.
const $ = (id) => document.getElementById(id);

// bodyOf is where a section's content goes.
const bodyOf = (id) => document.querySelector('#' + id + ' > .body');

// h makes an element: attributes, and then children, which are elements or texts.
// A function is a listener, true an attribute without a value.
function h(name, attributes, ...children) {
  const svg = 'svg g rect line text title'.split(' ').includes(name);
  const e = svg ? document.createElementNS('http://www.w3.org/2000/svg', name) : document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) {
    if (value === undefined || value === null || value === false) continue;
    if (typeof value === 'function') e.addEventListener(key, value);
    else e.setAttribute(key, value === true ? '' : value);
  }
  for (const child of children.flat(Infinity)) {
    if (child !== null && child !== undefined) e.append(child);
  }
  return e;
}

// put replaces what an element holds. A call takes no more than some ten thousand arguments.
function put(e, ...children) {
  e.replaceChildren();
  for (const child of children.flat(Infinity)) {
    if (child !== null && child !== undefined) e.append(child);
  }
  return e;
}

// ms writes nanoseconds as milliseconds: exactly, without trailing zeros.
function ms(ns) {
  const sign = ns < 0 ? '-' : '';
  const n = Math.abs(ns);
  const whole = Math.floor(n / 1e6);
  const rest = String(n % 1e6).padStart(6, '0').replace(/0+$/, '');
  return sign + whole + (rest ? '.' + rest : '');
}

// short writes nanoseconds for a label: three digits that count.
function short(ns) {
  const v = ns / 1e6;
  if (v === 0) return '0 ms';
  if (Math.abs(v) >= 10000) return +(v / 1000).toPrecision(4) + ' s';
  return +v.toPrecision(4) + ' ms';
}

// percent writes a share with one decimal.
const percent = (part, whole) => (whole > 0 ? ((100 * part) / whole).toFixed(1) : '0.0') + ' %';

// bytes writes a number of bytes for a label.
function bytes(n) {
  if (Math.abs(n) >= 1e6) return +(n / 1e6).toPrecision(3) + ' MB';
  if (Math.abs(n) >= 1e3) return +(n / 1e3).toPrecision(3) + ' kB';
  return n + ' B';
}

// count writes a number with its noun.
const count = (n, one, many) => n + ' ' + (n === 1 ? one : many || one + 's');

// sorted lists the pairs of an object, the largest value first.
const sorted = (object) => Object.entries(object || {}).sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));

// largest returns the largest value of a list, which may be long; 0 if there is none above.
const largest = (list) => list.reduce((a, b) => (b > a ? b : a), 0);

// upper returns the first index of a sorted list whose value is above v.
function upper(list, v) {
  let lo = 0, hi = list.length;
  while (lo < hi) {
    const m = (lo + hi) >> 1;
    if (list[m] > v) hi = m;
    else lo = m + 1;
  }
  return lo;
}

// choice makes buttons of which one is pressed.
function choice(label, names, chosen, pick) {
  const group = h('div', {class: 'choice', role: 'group', 'aria-label': label});
  const show = (now) => {
    for (const b of group.children) b.setAttribute('aria-pressed', b.dataset.name === now);
  };
  for (const name of names) {
    group.append(h('button', {type: 'button', 'data-name': name, click: () => { show(name); pick(name); }}, name));
  }
  show(chosen);
  return group;
}

// tip shows a text near the pointer; none hides it.
function tip(event, lines) {
  const box = $('tip');
  box.hidden = !lines;
  if (!lines) return;
  put(box, lines.map((l) => h('div', null, l)));
  const w = box.offsetWidth, t = box.offsetHeight;
  const x = Math.min(event.clientX + 14, innerWidth - w - 8);
  const y = event.clientY + 18 + t > innerHeight ? event.clientY - t - 12 : event.clientY + 18;
  box.style.left = Math.max(4, x) + 'px';
  box.style.top = Math.max(4, y) + 'px';
}

// shared is what parts of the page tell each other: what is chosen, and who redraws.
const shared = {transaction: 0, connection: 0, redraw: []};
