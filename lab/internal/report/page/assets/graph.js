// Graphs of values over time, as steps: a value holds until the next one.
// lines: [{name, colour, at, value, dash, hide(v)}].
const pad = {left: 58, right: 10, top: 10, bottom: 22};

function graph(o) {
  const lines = o.lines.filter((l) => l.at && l.at.length);
  const view = o.view;
  const place = (w) => (t) => pad.left + ((t - view.from) / (view.to - view.from)) * (w - pad.left - pad.right);
  const valueAt = (l, t) => {
    const i = upper(l.at, t) - 1;
    return i < 0 ? null : l.value[i];
  };
  const draw = (c, w, height) => {
    let top = 0;
    for (const l of lines) {
      for (let i = Math.max(0, upper(l.at, view.from) - 1); i < l.at.length && l.at[i] <= view.to; i++) {
        if (!l.hide || !l.hide(l.value[i])) top = Math.max(top, l.value[i]);
      }
    }
    top = top * 1.06 || 1;
    const x = place(w), y = (v) => height - pad.bottom - (v / top) * (height - pad.top - pad.bottom);
    frame(c, w, height, view, x, ticks(0, top, 4), y, o.unit);
    c.save();
    c.beginPath();
    c.rect(pad.left, 0, w - pad.left - pad.right, height);
    c.clip();
    for (const l of lines) stepLine(c, l, view, x, y);
    c.restore();
  };
  const hover = (px) => {
    const t = view.from + ((px - pad.left) / (hover.width() - pad.left - pad.right)) * (view.to - view.from);
    if (t < view.from || t > view.to) return null;
    const rows = lines.map((l) => [l.name, valueAt(l, t)]).filter(([, v]) => v !== null && v !== undefined && v >= 0);
    return [`at ${ms(Math.round(t))} ms`, ...rows.map(([n, v]) => `${n}: ${o.unit(v)}`)];
  };
  const figure = picture({title: o.title, keys: lines.map((l) => [l.colour, l.name]), height: o.height || 180, view, draw, hover,
    label: `${o.title} over time: ${lines.map((l) => l.name).join(', ')}. Keys: plus and minus zoom, arrows move.`});
  hover.width = () => figure.querySelector('canvas').clientWidth;
  return figure;
}

// frame draws axes with their ticks.
function frame(c, w, height, view, x, values, y, unit) {
  c.strokeStyle = ink('faint');
  c.fillStyle = ink('quiet');
  c.lineWidth = 1;
  c.textAlign = 'right';
  c.textBaseline = 'middle';
  for (const v of values) {
    const at = Math.round(y(v)) + 0.5;
    c.beginPath();
    c.moveTo(pad.left, at);
    c.lineTo(w - pad.right, at);
    c.stroke();
    c.fillText(unit(v), pad.left - 6, at, pad.left - 8);
  }
  c.textAlign = 'center';
  c.textBaseline = 'top';
  for (const t of ticks(view.from, view.to, (w - pad.left) / 110)) {
    const at = Math.round(x(t)) + 0.5;
    c.beginPath();
    c.moveTo(at, height - pad.bottom);
    c.lineTo(at, height - pad.bottom + 4);
    c.stroke();
    const text = timeText(t, view.to - view.from), half = c.measureText(text).width / 2;
    c.fillText(text, Math.min(Math.max(at, half + 2), w - half - 2), height - pad.bottom + 6);
  }
}

// stepLine draws the part of a line that is in view. Where there are more points
// than pixels, each pixel shows the smallest and the largest value in it.
function stepLine(c, l, view, x, y) {
  c.strokeStyle = l.colour;
  c.lineWidth = 1.6;
  c.setLineDash(l.dash || []);
  c.beginPath();
  let pen = false, last = 0, column = null, low = 0, high = 0;
  const flush = () => {
    if (column !== null && high - low > 1) {
      c.moveTo(column, low);
      c.lineTo(column, high);
      c.moveTo(column, last);
    }
    column = null;
  };
  for (let i = Math.max(0, upper(l.at, view.from) - 1); i < l.at.length && l.at[i] <= view.to; i++) {
    const v = l.value[i];
    if (l.hide && l.hide(v)) {
      if (pen) c.lineTo(x(Math.max(l.at[i], view.from)), last);
      flush();
      pen = false;
      continue;
    }
    const px = x(Math.max(l.at[i], view.from)), py = y(v);
    if (pen && column !== null && px - column < 0.7) {
      [low, high, last] = [Math.min(low, py), Math.max(high, py), py];
      continue;
    }
    flush();
    if (!pen) c.moveTo(px, py);
    else {
      c.lineTo(px, last);
      c.lineTo(px, py);
    }
    [pen, last, column, low, high] = [true, py, px, py, py];
  }
  flush();
  if (pen) c.lineTo(x(view.to), last);
  c.stroke();
  c.setLineDash([]);
}
