// The ladder: time goes down, the client is left, the server right, each packet an
// arrow. Bands are waits of transactions; strips beside the lines are what bound
// each sender.
function ladder(connection, view) {
  const mine = [];
  for (let i = 0; i < packets.left.length; i++) if (packets.connection[i] === connection.id) mine.push(i);
  const left = mine.map((i) => packets.left[i]);
  let longest = 0; // that one was under way
  const quickest = [Infinity, Infinity]; // by direction: how steep the arrow of a lost packet is
  for (const i of mine) {
    const flight = packets.end[i] - packets.left[i] - packets.queued[i];
    longest = Math.max(longest, packets.end[i] - packets.left[i]);
    if (!packets.lost[i] && flight > 0) quickest[+packets.client[i]] = Math.min(quickest[+packets.client[i]], flight);
  }
  longest = Math.max(longest, ...quickest.filter(isFinite));
  const waits = waitsOn(connection.id);
  const ends = data.ends.filter((e) => e.connection === connection.id);
  let hot = [];
  const sides = (w) => {
    const margin = Math.max(96, Math.min(230, w * 0.22));
    return [margin, w - margin];
  };
  const draw = (c, w, height) => {
    const [xl, xr] = sides(w);
    const y = (t) => ((t - view.from) / (view.to - view.from)) * height;
    bands(c, waits, view, y, xl, xr);
    for (const t of ticks(view.from, view.to, height / 70)) {
      c.fillStyle = ink('quiet');
      c.textAlign = 'left';
      c.textBaseline = 'middle';
      c.fillText(timeText(t, view.to - view.from), 6, Math.max(y(t), 8));
      c.strokeStyle = ink('faint');
      c.beginPath();
      c.moveTo(xl, y(t));
      c.lineTo(xr, y(t));
      c.stroke();
    }
    c.strokeStyle = ink('ink');
    c.lineWidth = 1.4;
    for (const x of [xl, xr]) {
      c.beginPath();
      c.moveTo(x, 0);
      c.lineTo(x, height);
      c.stroke();
    }
    for (const e of ends) strip(c, e, view, y, e.client ? xl - 9 : xr + 3);
    hot = arrows(c, mine, left, longest, quickest, view, y, xl, xr);
    bandNames(c, waits, view, y, xl, xr);
    names(c, connection, xl, xr);
  };
  const near = (px, py) => {
    let best = null, distance = 9;
    for (const a of hot) {
      const d = toSegment(px, py, a);
      if (d < distance) [best, distance] = [a, d];
    }
    return best;
  };
  const figure = picture({
    title: 'Ladder', height: Math.max(420, Math.min(820, window.innerHeight * 0.8)), view, vertical: true, draw,
    keys: [[ink('data'), 'data'], [ink('ack'), 'acknowledgement'], [ink('again'), 'sent again or lost']],
    label: `Ladder of connection ${connection.id}: ${count(mine.length, 'packet')} between ${connection.client_host} and ` +
      `${connection.server_host}. Keys: plus and minus zoom, arrows move. The list of packets is in the transaction.`,
    hover: (px, py) => {
      const a = near(px, py);
      if (a) return packetLines(a.i);
      const t = view.from + (py / figure.querySelector('canvas').clientHeight) * (view.to - view.from);
      const w = shownWaits(waits).find((x) => x.from_ns <= t && t < x.to_ns);
      return w ? [`${w.why}, ${ms(w.to_ns - w.from_ns)} ms`, w.meaning || '', `ended by ${w.did_end}`] : null;
    },
    click: (px, py) => {
      const a = near(px, py);
      if (a) showPacket(a.i + 1);
    },
  });
  return figure;
}

// waitsOn lists the waits of all transactions of a connection.
function waitsOn(id) {
  const list = [];
  for (const s of data.stories) {
    if (s && s.connection === id) s.waits.forEach((w) => list.push({...w, of: s.transaction}));
  }
  return list.sort((a, b) => a.from_ns - b.from_ns);
}

// shownWaits are those of the chosen transaction, if it is on the connection, and
// otherwise all: requests that wait for each other would shade the same time.
function shownWaits(waits) {
  const own = waits.filter((w) => w.of === shared.transaction);
  return own.length ? own : waits;
}

// bands shades waits.
function bands(c, waits, view, y, xl, xr) {
  for (const w of shownWaits(waits)) {
    if (w.to_ns < view.from || w.from_ns > view.to) continue;
    const top = y(Math.max(w.from_ns, view.from)), end = y(Math.min(w.to_ns, view.to));
    c.fillStyle = colour(w.why, dark.matches ? 0.2 : 0.16);
    c.fillRect(xl, top, xr - xl, Math.max(1, end - top));
  }
}

// bandNames names the waits that have room for it, above the arrows.
function bandNames(c, waits, view, y, xl, xr) {
  c.textAlign = 'center';
  c.textBaseline = 'middle';
  let below = 20; // of the names of the lines
  for (const w of shownWaits(waits)) {
    const top = y(Math.max(w.from_ns, view.from)), end = y(Math.min(w.to_ns, view.to)), middle = (top + end) / 2;
    if (end < 0 || end - top < 14 || middle < below) continue;
    below = middle + 14;
    const text = `${w.why} ${short(w.to_ns - w.from_ns)}`, half = c.measureText(text).width / 2 + 5;
    c.globalAlpha = 0.82;
    c.fillStyle = ink('panel');
    c.fillRect((xl + xr) / 2 - half, middle - 8, 2 * half, 16);
    c.globalAlpha = 1;
    c.fillStyle = ink('ink');
    c.fillText(text, (xl + xr) / 2, middle);
  }
}

// stretches are the parts of a view in which a name holds; equal neighbours are one.
function stretches(at, names, view) {
  const list = [];
  for (let i = Math.max(0, upper(at, view.from) - 1); i < at.length && at[i] < view.to; i++) {
    const last = list[list.length - 1];
    const to = Math.min(i + 1 < at.length ? at[i + 1] : view.to, view.to);
    if (last && last.name === names[i]) last.to = to;
    else list.push({name: names[i], from: Math.max(at[i], view.from), to});
  }
  return list;
}

// strip shows beside a line what bound its sender.
function strip(c, e, view, y, x) {
  for (const s of stretches(e.at, e.why, view)) {
    if (s.name === 'nothing to send') continue;
    const top = y(s.from), end = y(s.to);
    c.fillStyle = colour(s.name);
    c.fillRect(x, top, 6, Math.max(0.5, end - top));
  }
}

// arrows draws the packets in view and returns where they are. Many become thin
// lines without heads and names.
function arrows(c, mine, left, longest, quickest, view, y, xl, xr) {
  const from = upper(left, view.from - longest - 1), to = upper(left, view.to), n = to - from;
  const colours = {data: ink('data'), ack: ink('ack'), again: ink('again')};
  const place = (i) => {
    const lost = packets.lost[i] !== '', begin = packets.left[i] + packets.queued[i];
    const end = packets.end[i] < 0 ? doc.end_ns : packets.end[i];
    const [xa, xb] = packets.client[i] ? [xl, xr] : [xr, xl];
    const part = lost || packets.end[i] < 0 ? 0.45 : 1;
    const flight = quickest[+packets.client[i]];
    const stop = part < 1 && isFinite(flight) ? Math.max(end, begin + flight * part) : end;
    const kind = lost || packets.copy[i] > 1 ? 'again' : /^(ACK|RST)/.test(packets.what[i]) ? 'ack' : 'data';
    return {i, lost, kind, x1: xa, y0: y(packets.left[i]), y1: y(Math.min(begin, stop)), x2: xa + (xb - xa) * part, y2: y(stop)};
  };
  return n > 900 ? manyArrows(c, mine, from, to, place, colours) : fewArrows(c, mine, from, to, place, colours, xl);
}

// manyArrows draws thin lines, one path for each colour; what falls on the same
// pixels as the one before is left out.
function manyArrows(c, mine, from, to, place, colours) {
  const n = to - from, hot = [], paths = {data: [], ack: [], again: []}, last = {};
  for (let k = from; k < to; k++) {
    const a = place(mine[k]), before = last[a.kind + a.x1];
    if (before && Math.abs(a.y1 - before.y1) < 0.5 && Math.abs(a.y2 - before.y2) < 0.5) continue;
    last[a.kind + a.x1] = a;
    paths[a.kind].push(a);
    hot.push(a);
  }
  c.lineWidth = n > 6000 ? 0.5 : 0.8;
  for (const [kind, list] of Object.entries(paths)) {
    c.strokeStyle = colours[kind];
    c.globalAlpha = kind === 'again' || n < 20000 ? 1 : 0.55;
    c.beginPath();
    for (const a of list) {
      c.moveTo(a.x1, a.y1);
      c.lineTo(a.x2, a.y2);
    }
    c.stroke();
  }
  c.globalAlpha = 1;
  return hot;
}

// fewArrows draws each packet with its head, its time in queues, and its name where
// there is room.
function fewArrows(c, mine, from, to, place, colours, xl) {
  const hot = [], busy = {};
  c.lineWidth = 1.3;
  for (let k = from; k < to; k++) {
    const a = place(mine[k]);
    hot.push(a);
    c.strokeStyle = c.fillStyle = colours[a.kind];
    c.beginPath();
    c.moveTo(a.x1, a.y1);
    c.lineTo(a.x2, a.y2);
    c.stroke();
    if (a.y1 - a.y0 > 1) waiting(c, a);
    if (a.lost) cross(c, a);
    else head(c, a);
    const at = a.y0 < 0 ? a.y0 : Math.max(a.y0, 26); // below the names of the lines
    if (busy[a.x1] === undefined || Math.abs(at - busy[a.x1]) >= 12) {
      busy[a.x1] = at;
      c.textBaseline = 'middle';
      c.textAlign = a.x1 === xl ? 'right' : 'left';
      c.fillText(label(a.i, xl - 74), a.x1 === xl ? a.x1 - 14 : a.x1 + 14, at);
    }
  }
  return hot;
}

// label names a packet in the margin, as far as there is room.
function label(i, room) {
  const text = (packets.number[i] || '–') + ' ' + packets.what[i];
  const most = Math.max(4, Math.floor(room / 6));
  return text.length > most ? text.slice(0, most - 1) + '…' : text;
}

// waiting is a packet in queues, before it goes.
function waiting(c, a) {
  c.setLineDash([2, 2]);
  c.beginPath();
  c.moveTo(a.x1, a.y0);
  c.lineTo(a.x1, a.y1);
  c.stroke();
  c.setLineDash([]);
}

function head(c, a) {
  const angle = Math.atan2(a.y2 - a.y1, a.x2 - a.x1), size = 6;
  c.beginPath();
  c.moveTo(a.x2, a.y2);
  for (const side of [0.42, -0.42]) c.lineTo(a.x2 - size * Math.cos(angle + side), a.y2 - size * Math.sin(angle + side));
  c.fill();
}

function cross(c, a) {
  c.beginPath();
  for (const s of [1, -1]) {
    c.moveTo(a.x2 - 4, a.y2 - 4 * s);
    c.lineTo(a.x2 + 4, a.y2 + 4 * s);
  }
  c.stroke();
}

// names writes who is where.
function names(c, connection, xl, xr) {
  c.fillStyle = ink('ink');
  c.textBaseline = 'top';
  c.textAlign = 'center';
  c.font = '600 12px system-ui, sans-serif';
  for (const [x, name] of [[xl, connection.client_host], [xr, connection.server_host]]) {
    const half = c.measureText(name).width / 2 + 4;
    c.fillStyle = ink('panel');
    c.fillRect(x - half, 0, 2 * half, 18);
    c.fillStyle = ink('ink');
    c.fillText(name, x, 3);
  }
  c.font = '11px system-ui, sans-serif';
}

// toSegment is how far a point is from an arrow.
function toSegment(px, py, a) {
  const dx = a.x2 - a.x1, dy = a.y2 - a.y1;
  const k = Math.max(0, Math.min(1, ((px - a.x1) * dx + (py - a.y1) * dy) / (dx * dx + dy * dy || 1)));
  return Math.hypot(px - a.x1 - k * dx, py - a.y1 - k * dy);
}
