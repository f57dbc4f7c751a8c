// One connection: ladder, time-sequence graphs, windows, round trips, states.
const chosen = {id: 0, view: null};

function connections() {
  if (!doc.connections.length) {
    $('connection').hidden = true;
    return;
  }
  const pick = h('select', {id: 'pick', change: (e) => chooseConnection(Number(e.target.value))},
    doc.connections.map((c) => h('option', {value: c.id}, `#${c.id} ${c.client} to ${c.server_host || c.server}, ${count(c.requests, 'request')}` +
      (c.resent ? `, ${c.resent} sent again` : ''))));
  bodyOf('connection').append(h('div', {class: 'tools'}, h('label', null, 'Connection ', pick), h('span', {id: 'view-tools'})),
    h('p', {class: 'quiet', id: 'view-help'}, 'Drag to move, control and wheel to zoom, double click for all. All graphs here show the same time.'),
    h('dl', {class: 'facts', id: 'connection-facts'}), h('div', {id: 'packet', 'aria-live': 'polite'}), h('div', {id: 'graphs'}));
}

// chooseConnection shows a connection, at the time of a transaction if there is one.
function chooseConnection(id, transaction) {
  const c = doc.connections.find((x) => x.id === id);
  if (!c) return;
  $('pick').value = id;
  if (chosen.id !== id) {
    chosen.id = id;
    showConnection(c);
  }
  if (transaction && transaction.end_ns !== null) {
    const room = (transaction.end_ns - transaction.start_ns) * 0.05 + 1000;
    chosen.view.set(transaction.start_ns - room, transaction.end_ns + room);
  }
}

function showConnection(c) {
  $('connection-h').textContent = `Connection ${c.id}: ${c.client_host || c.client} to ${c.server_host || c.server}`;
  const ends = data.ends.filter((e) => e.connection === c.id);
  const view = makeView(...lifetime(c));
  chosen.view = view;
  shared.redraw.length = shared.kept;
  put($('view-tools'), viewTools(view));
  put($('packet'));
  const list = [['opened', ms(c.opened_ns) + ' ms'], ['established', c.established_ns === null ? 'never' : ms(c.established_ns) + ' ms'],
    ['closed', c.closed_ns === null ? 'not yet' : ms(c.closed_ns) + ' ms'], ['requests', c.requests],
    ['segments', `${c.segments_client} and ${c.segments_server}`], ['sent again', c.resent]];
  if (c.error) list.push(['error', c.error]);
  put($('connection-facts'), list.map(([k, v]) => h('div', null, h('dt', null, k), h('dd', null, String(v)))));
  const senders = ends.filter((e) => e.sequence.Data && e.sequence.Data.length > 2);
  put($('graphs'), ladder(c, view), (senders.length ? senders : ends.slice(0, 1)).map((e) => sequence(e, view)),
    h('div', {class: 'grid'}, ends.filter((e) => e.at && e.at.length).map((e) => windowGraphs(e, view))), states(ends, view));
}

// lifetime is from when a connection was opened to its last packet.
function lifetime(c) {
  let from = c.opened_ns, to = from + 1;
  for (let i = 0; i < packets.left.length; i++) {
    if (packets.connection[i] !== c.id) continue;
    from = Math.min(from, packets.left[i]);
    to = Math.max(to, packets.end[i], packets.left[i]);
  }
  const room = (to - from) * 0.02;
  return [Math.max(0, from - room), to + room];
}

// column is a series of an end.
function column(end, name) {
  return end.columns[data.series.findIndex((s) => s.name === name)];
}

function windowGraphs(e, view) {
  const line = (name, series, c, more) => ({name, colour: c, at: e.at, value: column(e, series), hide: (v) => v < 0, ...more});
  const huge = Math.max(largest(column(e, 'cwnd')), largest(column(e, 'flight'))) * 4;
  return [
    graph({title: `Windows of ${e.host}`, view, unit: bytes, lines: [
      line('cwnd', 'cwnd', ink('data')), line('flight', 'flight', ink('ack')),
      line('ssthresh', 'ssthresh', ink('sack'), {dash: [4, 3], hide: (v) => v < 0 || v > huge}),
      line('peer’s window', 'rwnd', ink('window'), {hide: (v) => v > huge})]}),
    graph({title: `Round trip of ${e.host}`, view, unit: short, lines: [
      line('smoothed round trip', 'srtt_ns', ink('data'), {hide: (v) => v <= 0}), line('timeout', 'rto_ns', ink('again'), {dash: [4, 3], hide: (v) => v <= 0})]}),
  ];
}

// states draws the states of both ends, and what bound them, as lines of colour.
function states(ends, view) {
  const row = 22, rows = ends.flatMap((e) => [['states of ' + e.host, e.state_at || [], e.state || [], stateColour],
    ['bound ' + e.host, e.at || [], e.why || [], colour]]);
  const draw = (c, w, height) => {
    const x = (t) => pad.left + 60 + ((t - view.from) / (view.to - view.from)) * (w - pad.left - 60 - pad.right);
    rows.forEach(([name, at, names, paint], r) => {
      const top = 6 + r * row;
      c.fillStyle = ink('quiet');
      c.textAlign = 'left';
      c.textBaseline = 'middle';
      c.fillText(name.length > 20 ? name.slice(0, 19) + '…' : name, 4, top + row / 2 - 2);
      for (const s of stretches(at, names, view)) {
        const a = x(s.from), b = x(s.to);
        c.fillStyle = paint(s.name);
        c.fillRect(a, top, Math.max(0.5, b - a), row - 5);
        if (paint === stateColour && b - a > c.measureText(s.name).width + 6) {
          c.fillStyle = ink('ink');
          c.fillText(s.name, a + 3, top + row / 2 - 2);
        }
      }
    });
    frame(c, w, height, view, x, [], () => 0, bytes);
  };
  return picture({title: 'States, and what bound each sender', height: rows.length * row + 34, view, draw,
    label: ends.map((e) => `${e.host}: ${(e.state || []).join(', ')}`).join('; ')});
}

// stateColour is quiet: the name of a state stands in it.
const stateColour = (name) => (name === 'ESTABLISHED' ? colour('server', 0.3) : name === 'TIME-WAIT' ? colour('client', 0.35)
  : name === 'CLOSED' ? 'transparent' : colour('request', 0.25));

// showPacket tells a packet, and shows it in the ladder.
function showPacket(id) {
  const i = id - 1;
  if (packets.connection[i] && packets.connection[i] !== chosen.id) chooseConnection(packets.connection[i]);
  put($('packet'), h('div', {class: 'note'}, packetLines(i).map((l, n) => h(n ? 'div' : 'strong', null, l))));
  if (chosen.view && (packets.left[i] < chosen.view.from || packets.end[i] > chosen.view.to)) {
    const span = Math.min(chosen.view.to - chosen.view.from, 4 * Math.max(1000, packets.end[i] - packets.left[i]));
    chosen.view.set(packets.left[i] - span / 2, packets.left[i] + span / 2);
  }
}
