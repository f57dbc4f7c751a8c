// The head of the page, and the sums of causes over pages or transactions.

// headline says what the run was.
function headline() {
  $('title').textContent = doc.title || 'A run';
  const parts = [short(doc.duration_ns), count(doc.transactions.length, 'transaction'), count(doc.connections.length, 'connection'),
    count(doc.packets.sent, 'packet'), doc.packets.dropped ? doc.packets.dropped + ' dropped' : 'none dropped', 'seed ' + doc.seed];
  $('summary').textContent = parts.join(' · ');
  if (doc.failed) $('summary').after(h('p', {class: 'failed', role: 'alert'}, 'Failed: ' + doc.failed));
  $('foot').textContent = 'Trace ' + doc.trace_sha256.slice(0, 16) + ' · ' + count(doc.events, 'event') + ' · ' + doc.end +
    ' at ' + ms(doc.end_ns) + ' ms';
}

// bar is one line of colours, as wide as the times are long.
function bar(why, total, label) {
  const row = h('div', {class: 'bar', role: 'img', 'aria-label': label});
  for (const [name, ns] of sorted(why)) {
    row.append(h('span', {style: `flex-grow:${ns};background:${colour(name)}`, title: `${name} ${ms(ns)} ms, ${percent(ns, total)}`}));
  }
  return row;
}

// matrix is the table of causes by what the time was spent on.
function matrix(times, whose) {
  const rows = sorted(times.why_ns), columns = sorted(times.where_ns).map(([name]) => name);
  const total = rows.reduce((sum, [, ns]) => sum + ns, 0);
  const cell = (ns) => h('td', {class: 'n'}, ns ? ms(ns) : '·');
  return h('div', {class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Causes by what the time was spent on, ' + whose},
    h('table', {class: 'matrix'},
      h('thead', null, h('tr', null, h('th', {scope: 'col'}, 'cause'), h('th', {scope: 'col', class: 'n'}, 'ms'),
        h('th', {scope: 'col', class: 'n'}, 'share'), columns.map((c) => h('th', {scope: 'col', class: 'n'}, c)))),
      h('tbody', null, rows.map(([name, ns]) => h('tr', {'data-why': name},
        h('th', {scope: 'row'}, swatch(name), name), cell(ns), h('td', {class: 'n'}, percent(ns, total)),
        columns.map((c) => cell((times.why_where_ns[name] || {})[c]))))),
      h('tfoot', null, h('tr', null, h('th', {scope: 'row'}, 'total'), cell(total), h('td', {class: 'n'}, '100.0 %'),
        columns.map((c) => cell(times.where_ns[c]))))));
}

// causes shows each page's critical path, and the sums of all transactions.
function causes() {
  const body = bodyOf('causes');
  (doc.pages || []).forEach((page, i) => {
    if (page.end_ns === null) return;
    const total = page.end_ns - page.start_ns;
    body.append(h('h3', null, `The page ${page.name}: ${short(total)}, along its critical path`),
      bar(page.why_ns, total, 'Causes of the page'), matrix(page, 'page ' + page.name), told(data.paths[i]), pathOf(data.paths[i]));
  });
  if (!doc.transactions.length) {
    body.append(h('p', null, 'No transactions were made; see connections below.'));
    return;
  }
  const sum = {why_ns: {}, where_ns: {}, why_where_ns: {}};
  for (const t of doc.transactions) {
    for (const [why, row] of Object.entries(t.why_where_ns)) {
      sum.why_where_ns[why] = sum.why_where_ns[why] || {};
      for (const [where, ns] of Object.entries(row)) {
        sum.why_ns[why] = (sum.why_ns[why] || 0) + ns;
        sum.where_ns[where] = (sum.where_ns[where] || 0) + ns;
        sum.why_where_ns[why][where] = (sum.why_where_ns[why][where] || 0) + ns;
      }
    }
  }
  body.append(together());
  const total = Object.values(sum.why_ns).reduce((a, b) => a + b, 0);
  const all = [h('h3', null, `All transactions together: ${short(total)}`), bar(sum.why_ns, total, 'Causes of all transactions'), matrix(sum, 'all transactions')];
  if ((doc.pages || []).length) body.append(h('details', null, h('summary', null, 'All transactions together'), all.slice(1)));
  else body.append(...all);
}

// together lists the interactions of all transactions by what they cost.
function together() {
  if (!data.summary.length) return h('p', {class: 'quiet'}, 'No known interaction of protocols was found in any transaction.');
  return h('div', {class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'What plays together'},
    h('table', {id: 'together'}, h('caption', null, 'What plays together in all transactions'),
      h('thead', null, h('tr', null, h('th', {scope: 'col'}, 'interaction'), h('th', {scope: 'col', class: 'n'}, 'ms'),
        h('th', {scope: 'col', class: 'n'}, 'transactions'), h('th', {scope: 'col'}, 'most in'))),
      h('tbody', null, data.summary.map((t) => h('tr', null, h('th', {scope: 'row'}, t.title), h('td', {class: 'n'}, ms(t.cost_ns)),
        h('td', {class: 'n'}, t.stories), h('td', null, h('button', {type: 'button', class: 'link', click: () => {
          select(t.worst);
          $('detail').scrollIntoView();
        }}, `transaction ${t.worst}`)))))));
}

// pathOf lists the waits of a page's critical path, which passes from one
// transaction to the next.
function pathOf(story) {
  if (!story) return null;
  const box = h('details', null, h('summary', null, `The path, wait by wait (${story.waits.length})`));
  box.addEventListener('toggle', () => {
    if (!box.open || box.children.length > 1) return;
    let last = 0;
    box.append(h('ol', {class: 'waits'}, story.waits.flatMap((w) => {
      const head = w.transaction !== last ? [h('li', {class: 'of'}, h('button', {type: 'button', class: 'link', click: () => select(w.transaction)},
        `transaction ${w.transaction}`), ' ' + (doc.transactions.find((t) => t.id === w.transaction) || {url: ''}).url)] : [];
      last = w.transaction;
      return [...head, wait(w, story)];
    })));
  });
  return box;
}

// told says which interactions play a part in a story.
function told(story) {
  if (!story || !story.interactions.length) return null;
  return h('ul', {class: 'interactions'}, story.interactions.map((i) =>
    h('li', null, h('strong', null, i.title), ' ', h('span', {class: 'cost'}, short(i.cost_ns)), h('br'), i.text)));
}
