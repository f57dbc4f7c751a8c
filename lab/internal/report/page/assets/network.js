// Queues of wires, and control blocks of hosts, over the whole run.
function network() {
  const body = bodyOf('network'), view = makeView(0, Math.max(1, doc.duration_ns));
  const n = (v) => String(+v.toPrecision(6));
  const palette = ['data', 'again', 'ack', 'sack', 'window'];
  body.append(h('div', {class: 'tools'}, viewTools(view)));
  const grid = h('div', {class: 'grid'});
  for (const q of data.queues) {
    grid.append(graph({title: `Queue ${q.wire}`, view, unit: (v) => n(v) + ' packets', lines: [{name: 'packets', colour: ink('data'), at: q.at, value: q.packets}]}));
  }
  if (data.time_waits.length) {
    grid.append(graph({title: 'Connections in TIME-WAIT', view: makeView(0, Math.max(1, doc.end_ns)), unit: n, lines: data.time_waits.map((t, i) =>
      ({name: t.host, colour: ink(palette[i % palette.length]), at: t.at, value: t.count}))}));
  }
  for (const host of doc.hosts) {
    if (host.peak_blocks.all < 2) continue;
    const at = host.blocks.map((_, i) => i * host.step_ns);
    const line = (name, key, i) => ({name, colour: ink(palette[i]), at, value: host.blocks.map((b) => b[key] || 0)});
    grid.append(graph({title: `Control blocks of ${host.name}`, view: makeView(0, Math.max(1, doc.end_ns)), unit: n,
      lines: [line('all', 'all', 0), line('CLOSE-WAIT', 'close_wait', 1), line('FIN-WAIT-2', 'fin_wait_2', 2)]}));
  }
  body.append(grid.children.length ? grid : h('p', {class: 'quiet'}, 'Nothing ever stood in a queue.'));
  body.append(h('div', {class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Wires'}, h('table', null,
    h('thead', null, h('tr', null, ['wire', 'rate', 'one way, ms', 'sent', 'delivered', 'dropped', 'longest wait, ms', 'mean wait, ms']
      .map((t, i) => h('th', {scope: 'col', class: i ? 'n' : null}, t)))),
    h('tbody', null, doc.links.filter((l) => l.sent).map((l) => h('tr', null, h('th', {scope: 'row'}, l.name),
      [l.rate_bps ? +(l.rate_bps / 1e6).toPrecision(4) + ' Mbit/s' : 'any', ms(l.delay_ns), l.sent, l.delivered,
        Object.entries(l.dropped || {}).map(([why, k]) => `${k} ${why}`).join(', ') || '0', ms(l.max_queue_wait_ns), ms(l.mean_queue_wait_ns)]
        .map((v) => h('td', {class: 'n'}, String(v)))))))));
}
