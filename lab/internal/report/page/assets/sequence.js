// The time-sequence graph in the manner of tcptrace: data as bars, the line of
// acknowledgements below, the line of the window above.
function sequence(end, view) {
  const s = end.sequence, list = (x) => x || [];
  const bars = [[list(s.Data), 'data', 1.4], [list(s.Sacked), 'sack', 2], [list(s.Again), 'again', 2]];
  const acks = list(s.Acks), windows = list(s.Windows);
  const lines = [[acks, 'ack'], [windows, 'window']].map(([steps, name]) => [steps.map((p) => p.At), steps.map((p) => p.To), name]);
  const draw = (c, w, height) => {
    const [low, high] = range(view, bars, lines, windows);
    const x = (t) => pad.left + ((t - view.from) / (view.to - view.from)) * (w - pad.left - pad.right);
    const y = (v) => height - pad.bottom - ((v - low) / (high - low)) * (height - pad.top - pad.bottom);
    frame(c, w, height, view, x, ticks(low, high, 5), y, bytes);
    c.save();
    c.beginPath();
    c.rect(pad.left, 0, w - pad.left - pad.right, height);
    c.clip();
    for (const [at, value, name] of lines) stepLine(c, {at, value, colour: ink(name)}, view, x, y);
    for (const [marks, name, width] of bars) {
      c.strokeStyle = ink(name);
      c.lineWidth = width;
      c.beginPath();
      let px = -9, top = 0;
      for (const b of marks) {
        if (b.At < view.from || b.At > view.to) continue;
        const bx = x(b.At), by = Math.min(y(b.Upto), y(b.From) - 1);
        if (bx - px < 0.5 && Math.abs(by - top) < 0.5) continue; // on the same pixels
        [px, top] = [bx, by];
        c.moveTo(bx, y(b.From));
        c.lineTo(bx, by);
      }
      c.stroke();
    }
    c.strokeStyle = ink('again');
    c.lineWidth = 1.2;
    for (const b of list(s.Lost)) cross(c, {x2: x(b.At), y2: y((b.From + b.Upto) / 2)});
    c.restore();
  };
  const hover = (px, py) => {
    const w = figure.querySelector('canvas').clientWidth;
    const t = view.from + ((px - pad.left) / (w - pad.left - pad.right)) * (view.to - view.from);
    const near = (view.to - view.from) / 100;
    let best = null;
    for (const [marks] of bars) for (const b of marks) if (Math.abs(b.At - t) < near && (!best || Math.abs(b.At - t) < Math.abs(best.At - t))) best = b;
    return best ? [`at ${ms(best.At)} ms: bytes ${best.From} to ${best.Upto - 1}`, best.Packet ? `packet ${best.Packet}` : ''] : null;
  };
  const figure = picture({title: `Time and sequence, ${end.host} to ${end.peer}`, height: 300, view, draw, hover,
    keys: [[ink('data'), 'data'], [ink('again'), 'sent again'], [ink('sack'), 'SACK'], [ink('ack'), 'acknowledged'], [ink('window'), 'window']],
    label: `Time-sequence graph of what ${end.host} sends: ${count(list(s.Data).length, 'segment')}, ${list(s.Again).length} sent again.`});
  return figure;
}

// range is what of the sequence space is in view, and some bytes more; the window counts
// only a little above the data, or it would press all else to the ground.
function range(view, bars, lines, windows) {
  let low = Infinity, high = -Infinity;
  const take = (v) => { low = Math.min(low, v); high = Math.max(high, v); };
  for (const [marks] of bars) for (const b of marks) if (b.At >= view.from && b.At <= view.to) { take(b.From); take(b.Upto); }
  const at = upper(lines[0][0], view.to) - 1;
  if (at >= 0) take(lines[0][1][at]);
  if (low > high) return [0, 1];
  const span = Math.max(1, high - low);
  for (const p of windows) if (p.At >= view.from && p.At <= view.to && p.To < high + span * 0.6) high = Math.max(high, p.To);
  return [Math.max(0, low - Math.max(2, span * 0.03)), high + Math.max(3, span * 0.05)];
}
