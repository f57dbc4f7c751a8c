// The waterfall: one row for each transaction, causes as colours.
const fall = {filter: '', why: '', sort: 'start', rows: []};

function waterfall() {
  const body = bodyOf('waterfall');
  if (!doc.transactions.length) {
    $('waterfall').hidden = true;
    return;
  }
  const whys = new Set();
  for (const t of doc.transactions) Object.keys(t.why_ns).forEach((w) => whys.add(w));
  const names = [...whys].sort();
  body.append(
    h('div', {class: 'tools'},
      h('label', null, 'Filter ', h('input', {type: 'search', id: 'filter', placeholder: 'URL, status or connection', autocomplete: 'off',
        input: (e) => { fall.filter = e.target.value; fillWaterfall(); }})),
      h('label', null, 'Cause ', h('select', {id: 'filter-why', change: (e) => { fall.why = e.target.value; fillWaterfall(); }},
        h('option', {value: ''}, 'all'), names.map((n) => h('option', {value: n}, n)))),
      h('label', null, 'Order ', h('select', {id: 'sort', change: (e) => { fall.sort = e.target.value; fillWaterfall(); }},
        [['start', 'by start'], ['time', 'longest first'], ['why', 'most of the cause']].map(([v, t]) => h('option', {value: v}, t)))),
      h('span', {id: 'shown', class: 'quiet', role: 'status'})),
    legend(names),
    h('div', {class: 'fall', role: 'listbox', 'aria-label': 'Transactions', tabindex: '0', id: 'fall', keydown: fallKey}));
  fillWaterfall();
}

// matches reports whether a transaction passes the filter.
function matches(t) {
  if (fall.why && !t.why_ns[fall.why]) return false;
  const want = fall.filter.trim().toLowerCase();
  return !want || `${t.method} ${t.url} ${t.status} #${t.connection}`.toLowerCase().includes(want);
}

// fillWaterfall draws the rows that pass the filter.
function fillWaterfall() {
  const rows = doc.transactions.filter(matches);
  const spent = (t) => (t.end_ns === null ? doc.end_ns : t.end_ns) - t.start_ns;
  if (fall.sort === 'time') rows.sort((a, b) => spent(b) - spent(a));
  if (fall.sort === 'why') rows.sort((a, b) => (b.why_ns[fall.why] || 0) - (a.why_ns[fall.why] || 0));
  fall.rows = rows;
  $('shown').textContent = rows.length === doc.transactions.length ? count(rows.length, 'transaction')
    : `${rows.length} of ${count(doc.transactions.length, 'transaction')}`;
  const most = 1500; // rows of elements; more make a page slow
  const end = Math.max(1, doc.duration_ns);
  put($('fall'), rows.slice(0, most).map((t) => fallRow(t, end)),
    rows.length > most ? h('p', {class: 'quiet'}, `${rows.length - most} more: narrow the filter`) : null);
  markRow();
}

function fallRow(t, end) {
  const total = (t.end_ns === null ? doc.end_ns : t.end_ns) - t.start_ns;
  const left = (100 * t.start_ns) / end, width = Math.max(0.15, (100 * total) / end);
  const track = h('span', {class: 'track', 'aria-hidden': 'true'},
    h('span', {class: 'run', style: `left:${left}%;width:${width}%`}, t.spans.map((s) =>
      h('span', {style: `flex-grow:${s.to_ns - s.from_ns};background:${colour(s.why)};` + (fall.why && s.why !== fall.why ? 'opacity:.25' : '')}))));
  const main = sorted(t.why_ns).slice(0, 3).map(([n, ns]) => `${n} ${short(ns)}`).join(', ');
  return h('div', {class: 'row', role: 'option', id: 'tx-' + t.id, 'data-id': t.id,
    click: () => select(t.id),
    mousemove: (e) => tip(e, [`${t.method} ${t.url}`, `${short(total)}, from ${ms(t.start_ns)} ms, connection ${t.connection || 'none'}`, main]),
    mouseleave: () => tip(null)},
  h('span', {class: 'id'}, t.id), h('span', {class: 'status' + (t.error ? ' bad' : '')}, t.status || '–'),
  h('span', {class: 'url', title: t.url}, (t.method === 'GET' ? '' : t.method + ' ') + t.url.replace(/^https?:\/\//, '')),
  h('span', {class: 'time'}, short(total)), h('span', {class: 'unseen'}, main || t.error || 'not ended'), track);
}

// fallKey moves the choice with the keys of a list.
function fallKey(e) {
  const at = fall.rows.findIndex((t) => t.id === shared.transaction);
  const to = {ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: fall.rows.length - 1, PageDown: at + 10, PageUp: at - 10}[e.key];
  if (to === undefined || !fall.rows.length) return;
  e.preventDefault();
  select(fall.rows[Math.max(0, Math.min(fall.rows.length - 1, to))].id);
  const row = $('tx-' + shared.transaction);
  if (row) row.scrollIntoView({block: 'nearest'});
}

// markRow shows which transaction is chosen.
function markRow() {
  for (const row of $('fall').querySelectorAll('.row')) {
    row.setAttribute('aria-selected', Number(row.dataset.id) === shared.transaction);
  }
  $('fall').setAttribute('aria-activedescendant', 'tx-' + shared.transaction);
}

// select chooses a transaction, and with it its connection.
function select(id) {
  shared.transaction = id;
  markRow();
  detail();
  const t = doc.transactions.find((x) => x.id === id);
  if (t && t.connection) chooseConnection(t.connection, t);
  shared.redraw.forEach((r) => r());
}
