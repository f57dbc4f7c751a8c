// Time axes: a view is a stretch of time that graphs share, and that wheel, drag,
// keys and buttons change.
function makeView(from, to) {
  const view = {min: from, max: Math.max(to, from + 1), from, to: Math.max(to, from + 1), watchers: []};
  // set goes to a stretch of time, within what there is.
  view.set = (a, b) => {
    const span = Math.min(Math.max(b - a, 1000), view.max - view.min);
    const start = Math.max(view.min, Math.min(a, view.max - span));
    if (start === view.from && start + span === view.to) return;
    view.from = start;
    view.to = start + span;
    view.watchers.forEach((w) => w());
  };
  view.zoom = (factor, around) => {
    const at = around === undefined ? (view.from + view.to) / 2 : around;
    view.set(at - (at - view.from) * factor, at + (view.to - at) * factor);
  };
  view.move = (by) => view.set(view.from + by, view.to + by);
  view.all = () => view.set(view.min, view.max);
  return view;
}

// ticks are round values in a range, about as many as wanted.
function ticks(from, to, wanted) {
  const raw = Math.max((to - from) / Math.max(1, wanted), 1e-9);
  const unit = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((m) => m * unit).find((s) => s >= raw);
  const list = [];
  for (let v = Math.ceil(from / step) * step; v <= to + step * 1e-6; v += step) list.push(v);
  return list;
}

// timeText writes a tick of a time axis: as many decimals as the axis needs.
function timeText(ns, span) {
  if (span > 20e9) return +(ns / 1e9).toFixed(2) + ' s';
  const decimals = Math.max(0, Math.min(6, Math.ceil(-Math.log10(span / 1e6)) + 1));
  return +(ns / 1e6).toFixed(decimals) + ' ms';
}

// buttons zoom and move a view for those who have no wheel.
function viewTools(view) {
  const b = (text, label, act) => h('button', {type: 'button', 'aria-label': label, title: label, click: act}, text);
  return h('div', {class: 'choice', role: 'group', 'aria-label': 'Time shown'},
    b('+', 'Zoom in', () => view.zoom(0.5)), b('−', 'Zoom out', () => view.zoom(2)),
    b('‹', 'Earlier', () => view.move((view.from - view.to) / 2)), b('›', 'Later', () => view.move((view.to - view.from) / 2)),
    b('All', 'Show all', view.all));
}

// picture is a figure with a canvas that draws itself anew when it must.
// o: title, keys [[colour, text]], label, height, view, vertical, draw(c, w, h),
// hover(x, y) which returns lines, and click(x, y).
function picture(o) {
  const canvas = h('canvas', {role: 'img', tabindex: '0', 'aria-label': o.label, class: o.vertical ? 'ladder' : 'wide'});
  canvas.style.height = o.height + 'px';
  let due = false;
  const paint = () => {
    due = false;
    const w = canvas.clientWidth, height = canvas.clientHeight, ratio = window.devicePixelRatio || 1;
    if (!w) return;
    canvas.width = Math.round(w * ratio);
    canvas.height = Math.round(height * ratio);
    const c = canvas.getContext('2d');
    c.scale(ratio, ratio);
    c.font = '11px system-ui, sans-serif';
    o.draw(c, w, height);
    canvas.dataset.drawn = '1';
  };
  const redraw = () => {
    if (!due) { due = true; requestAnimationFrame(paint); }
  };
  new ResizeObserver(redraw).observe(canvas);
  if (o.view) {
    o.view.watchers.push(redraw);
    listen(canvas, o);
  }
  shared.redraw.push(redraw);
  const keys = (o.keys || []).map(([c, text]) => h('span', {class: 'key'}, h('i', {style: `border-color:${c}`}), text));
  return h('figure', {class: 'figure'}, h('figcaption', null, h('strong', null, o.title), keys), canvas);
}

// listen makes wheel, drag and keys change the view of a canvas.
function listen(canvas, o) {
  const view = o.view;
  const length = () => (o.vertical ? canvas.clientHeight : canvas.clientWidth);
  const at = (e) => {
    const box = canvas.getBoundingClientRect();
    return [e.clientX - box.left, e.clientY - box.top];
  };
  const timeOf = (x, y) => view.from + ((o.vertical ? y : x) / length()) * (view.to - view.from);
  canvas.addEventListener('wheel', (e) => {
    const [x, y] = at(e);
    if (e.ctrlKey || e.metaKey) view.zoom(Math.exp(e.deltaY * 0.01), timeOf(x, y));
    else if (o.vertical || e.shiftKey || Math.abs(e.deltaX) > Math.abs(e.deltaY)) {
      const before = view.from;
      view.move((((o.vertical ? e.deltaY : e.deltaX || e.deltaY) * 1.2) / length()) * (view.to - view.from));
      if (view.from === before) return; // at its end: the page scrolls
    } else return;
    e.preventDefault();
  }, {passive: false});
  let drag = null, moved = 0;
  canvas.addEventListener('pointerdown', (e) => {
    drag = at(e);
    moved = 0;
    canvas.setPointerCapture(e.pointerId);
  });
  canvas.addEventListener('pointermove', (e) => {
    const now = at(e);
    if (drag) {
      const by = o.vertical ? now[1] - drag[1] : now[0] - drag[0];
      moved += Math.abs(now[0] - drag[0]) + Math.abs(now[1] - drag[1]);
      drag = now;
      view.move((-by / length()) * (view.to - view.from));
    }
    tip(e, moved > 4 && drag ? null : o.hover && o.hover(...now));
  });
  canvas.addEventListener('pointerup', (e) => {
    drag = null;
    if (moved < 4 && o.click) o.click(...at(e));
  });
  canvas.addEventListener('pointercancel', () => { drag = null; });
  canvas.addEventListener('pointerleave', () => tip(null));
  canvas.addEventListener('dblclick', view.all);
  canvas.addEventListener('keydown', (e) => {
    const step = (view.to - view.from) / 5;
    const act = {'+': () => view.zoom(0.7), '=': () => view.zoom(0.7), '-': () => view.zoom(1.4), ArrowLeft: () => view.move(-step),
      ArrowRight: () => view.move(step), Home: view.all}[e.key] || (o.vertical && {ArrowUp: () => view.move(-step), ArrowDown: () => view.move(step)}[e.key]);
    if (act) { e.preventDefault(); act(); }
  });
}
