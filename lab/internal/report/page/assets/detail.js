// One transaction: causes, interactions, waits with their paths, packets.
function detail() {
  const i = doc.transactions.findIndex((x) => x.id === shared.transaction);
  const body = bodyOf('detail');
  $('detail').hidden = i < 0;
  if (i < 0) return;
  const t = doc.transactions[i], story = data.stories[i];
  $('detail-h').textContent = `Transaction ${t.id}`;
  const total = (t.end_ns === null ? doc.end_ns : t.end_ns) - t.start_ns;
  put(body,
    h('p', {class: 'what'}, h('code', null, `${t.method} ${t.url}`)),
    h('dl', {class: 'facts'}, facts(t, total)),
    t.phases_ns ? phases(t) : null,
    bar(t.why_ns, total, 'Causes of the transaction'), matrix(t, 'transaction ' + t.id), told(story),
    story ? h('h3', null, 'What it waited for, in order of time') : h('p', null, 'It had not ended when the run did.'),
    story ? h('ol', {class: 'waits'}, story.waits.map((w) => wait(w, story))) : null,
    ownPackets(t));
}

function facts(t, total) {
  const list = [['time', ms(total) + ' ms'], ['from', ms(t.start_ns) + ' ms'], ['status', t.status || '–'], ['body', bytes(t.body_bytes)],
    ['connection', t.connection ? '#' + t.connection : t.cached ? 'none: it was kept from before' : 'none'], ['attempts', t.attempts]];
  if (t.parent) list.push(['named by', 'transaction ' + t.parent]);
  if (t.error) list.push(['error', t.error]);
  return list.map(([k, v]) => h('div', null, h('dt', null, k), h('dd', null, String(v))));
}

// phases shows the time as developer tools divide it.
function phases(t) {
  const parts = Object.entries(t.phases_ns).filter(([, ns]) => ns > 0);
  return h('p', {class: 'quiet'}, 'As developer tools divide it: ', parts.map(([n, ns]) => `${n} ${ms(ns)}`).join(' + ') + ' ms');
}

// wait tells one wait: what held, who could end it, who did, and how that came.
function wait(w, story) {
  const span = w.to_ns - w.from_ns;
  return h('li', {style: `--why:${colour(w.why)}`},
    h('p', {class: 'wait-head'}, h('span', {class: 'at'}, ms(w.from_ns)), h('strong', null, w.why),
      h('span', {class: 'cost'}, ms(span) + ' ms'), h('span', {class: 'quiet'}, percent(span, story.to_ns - story.from_ns))),
    w.meaning ? h('p', null, w.meaning + (w.byte ? ` (${w.byte})` : '') + '.') : null,
    h('p', {class: 'quiet'}, w.could_end ? `Could end it: ${w.could_end}. ` : '', `Ended by ${w.did_end}.`,
      w.also ? ` Also binding: ${w.also.join(', ')}.` : ''),
    steps(w.path));
}

// steps lists the way to the end of a wait; long ones are folded.
function steps(path) {
  const line = (s) => {
    if (s.id === undefined) return h('li', null, `${s.text} ${ms(s.to_ns - s.from_ns)}`);
    const name = s.packet ? 'packet ' + s.packet : 'a packet that the capture lacks'; // with which the text begins
    return h('li', null, h('button', {type: 'button', class: 'link', click: () => showPacket(s.id)}, name),
      s.text.slice(name.length) + ': ' + s.parts.map((p) => `${p.where} ${ms(p.ns)}`).join(', '));
  };
  const list = h('ul', {class: 'steps'}, path.slice(0, 8).map(line));
  if (path.length <= 8) return list;
  const rest = h('details', null, h('summary', null, `${path.length - 8} more steps`));
  rest.addEventListener('toggle', () => { if (rest.children.length === 1) rest.append(h('ul', {class: 'steps'}, path.slice(8).map(line))); });
  return h('div', null, list, rest);
}

// ownPackets lists the packets of a transaction's connection in its time.
function ownPackets(t) {
  if (!t.connection) return null;
  const box = h('details', {class: 'packets'}, h('summary', null, 'Packets of its connection in its time'));
  box.addEventListener('toggle', () => {
    if (!box.open || box.children.length > 1) return;
    const end = t.end_ns === null ? doc.end_ns : t.end_ns, rows = [];
    for (let i = upper(packets.left, t.start_ns - 1); i < packets.left.length && packets.left[i] <= end && rows.length < 2000; i++) {
      if (packets.connection[i] === t.connection) rows.push(i);
    }
    box.append(h('div', {class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Packets'}, h('table', null,
      h('thead', null, h('tr', null, ['no.', 'left, ms', 'ended, ms', 'from', 'what', 'why then'].map((n) => h('th', {scope: 'col'}, n)))),
      h('tbody', null, rows.map((i) => h('tr', {class: packets.lost[i] ? 'lost' : packets.copy[i] > 1 ? 'again' : null},
        h('td', {class: 'n'}, packets.number[i] || '–'), h('td', {class: 'n'}, ms(packets.left[i])),
        h('td', {class: 'n'}, packets.end[i] < 0 ? '' : ms(packets.end[i])), h('td', null, packets.from[i]),
        h('td', null, packets.what[i] + (packets.lost[i] ? `, lost: ${packets.lost[i]}` : '')), h('td', null, packets.why[i])))))));
  });
  return box;
}

// packetLines are what there is to say about a packet.
function packetLines(i) {
  const name = packets.number[i] ? 'packet ' + packets.number[i] : 'a packet that the capture lacks';
  return [`${name}: ${packets.what[i]}, ${packets.bytes[i]} bytes`, `${packets.from[i]} to ${packets.to[i]}, left at ${ms(packets.left[i])} ms`,
    packets.lost[i] ? `lost: ${packets.lost[i]}` : packets.end[i] < 0 ? 'still under way' : `there at ${ms(packets.end[i])} ms` +
      (packets.queued[i] ? `, ${ms(packets.queued[i])} ms of it in queues` : ''), packets.why[i]];
}
