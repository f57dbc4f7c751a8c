// The time-sequence graph in the manner of tcptrace: data as bars, the line of
// acknowledgements below, the line of the window above.
function sequence(end, view) {
  const s = end.sequence, list = (x) => x || [];
  const bars = [[list(s.Data), 'data', 1.4], [list(s.Sacked), 'sack', 2], [list(s.Again), 'again', 2]];
  const acks = list(s.Acks), windows = list(s.Windows);
  const draw = (c, w, height) => {
    const [low, high] = range(view, bars, acks, windows);
    const x = (t) => pad.left + ((t - view.from) / (view.to - view.from)) * (w - pad.left - pad.right);
    const y = (v) => height - pad.bottom - ((v - low) / (high - low)) * (height - pad.top - pad.bottom);
    frame(c, w, height, view, x, ticks(low, high, 5), y, bytes);
    c.save();
    c.beginPath();
    c.rect(pad.left, 0, w - pad.left - pad.right, height);
    c.clip();
    for (const [steps, name] of [[acks, 'ack'], [windows, 'window']]) {
      stepLine(c, {at: steps.map((p) => p.At), value: steps.map((p) => p.To), colour: ink(name)}, view, x, y, w);
    }
    for (const [marks, name, width] of bars) {
      c.strokeStyle = ink(name);
      c.lineWidth = width;
      c.beginPath();
      for (const b of marks) {
        if (b.At < view.from || b.At > view.to) continue;
        c.moveTo(x(b.At), y(b.From));
        c.lineTo(x(b.At), Math.min(y(b.Upto), y(b.From) - 1));
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

// range is what of the sequence space is in view; the window counts only a little
// above the data, or it would press all else to the ground.
function range(view, bars, acks, windows) {
  let low = Infinity, high = -Infinity;
  const take = (v) => { low = Math.min(low, v); high = Math.max(high, v); };
  for (const [marks] of bars) for (const b of marks) if (b.At >= view.from && b.At <= view.to) { take(b.From); take(b.Upto); }
  const at = upper(acks.map((a) => a.At), view.to) - 1;
  if (at >= 0) take(acks[at].To);
  if (low > high) return [0, 1];
  const span = Math.max(1, high - low);
  for (const p of windows) if (p.At >= view.from && p.At <= view.to && p.To < high + span * 0.6) high = Math.max(high, p.To);
  return [Math.max(0, low - span * 0.03), high + span * 0.05];
}
