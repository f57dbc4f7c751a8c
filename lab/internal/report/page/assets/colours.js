// Colours of causes. Families share a hue; a cause that is not listed gets one from
// its name, so that new ones appear by themselves.
const families = [
  [270, 42, ['name']],
  [292, 40, ['tls']],
  [26, 85, ['connect', 'connect retry']],
  [215, 9, ['blocked', 'stream limit', 'port exhaustion', 'stale connection', 'refused stream', 'discovery',
    'client']],
  [205, 62, ['request', 'response', 'close']],
  [98, 40, ['behind streams', 'stream window', 'connection window']],
  [145, 42, ['server', 'server queue', 'accept queue', 'head of line']],
  [46, 88, ['slow start', 'congestion avoidance', 'recovery window', 'marked window', 'receive window', 'silly window', 'pacing']],
  [338, 62, ['nagle', 'cork', 'delayed ack', 'expect continue', 'handshake', 'local queue']],
  [4, 70, ['loss (timeout)', 'loss (fast retransmit)', 'loss (partial ack)', 'loss (probe)', 'loss (sack)', 'loss (rack)',
    'loss (early retransmit)', 'loss (last resort)', 'path mtu', 'path mtu black hole', 'hole', 'foreign hole']],
  [180, 42, ['send buffer', 'application read']],
];
const hues = new Map();
for (const [hue, saturation, names] of families) {
  names.forEach((name, i) => hues.set(name, [hue, saturation, 28 * i / Math.max(names.length - 1, 4) - 8]));
}

const dark = matchMedia('(prefers-color-scheme: dark)');

// colour is the colour of a cause in the scheme that is in force.
function colour(why, alpha) {
  if (why === 'nothing to send') return 'transparent';
  let c = hues.get(why);
  if (!c) {
    let sum = 7;
    for (const ch of why) sum = (sum * 31 + ch.codePointAt(0)) % 360;
    c = [sum, 50, 0];
  }
  const light = (dark.matches ? 58 : 52) + c[2];
  return `hsl(${c[0]} ${c[1]}% ${light}%${alpha === undefined ? '' : ' / ' + alpha})`;
}

// ink is a colour of the style sheet.
const ink = (name) => getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim();

// swatch is a small square in the colour of a cause.
const swatch = (why) => h('span', {class: 'swatch', style: 'background:' + colour(why), 'aria-hidden': 'true'});

// legend names causes beside their colours.
const legend = (names) => h('ul', {class: 'legend'}, names.map((n) => h('li', null, swatch(n), n)));
