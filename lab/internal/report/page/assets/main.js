// Puts the page together, and redraws it when the scheme changes.
headline();
causes();
waterfall();
connections();
network();
configuration();
shared.kept = shared.redraw.length; // graphs of a connection come after these
const longest = [...doc.transactions].sort((a, b) => (b.end_ns || 0) - b.start_ns - ((a.end_ns || 0) - a.start_ns))[0];
if (longest) select(longest.id);
else detail();
if (!chosen.id && doc.connections.length) chooseConnection(doc.connections[0].id);
dark.addEventListener('change', () => location.reload());
window.addEventListener('beforeprint', () => shared.redraw.forEach((r) => r()));
document.documentElement.dataset.ready = '1';
