// What was in force: the scenario as it was run, knobs of hosts, what was assumed.
function configuration() {
  const body = bodyOf('configuration');
  const profiles = Object.entries(doc.effective.profiles).sort();
  body.append(h('p', null, 'Profiles: ' + profiles.map(([n, p]) => `${n} ${p}`).join(', ')));
  if (doc.assumptions) body.append(h('h3', null, 'What was assumed'), h('ul', null, doc.assumptions.map((a) => h('li', null, a))));
  body.append(h('details', null, h('summary', null, 'The scenario as it was run'), h('pre', {tabindex: '0'}, doc.effective.scenario)));
  const hosts = Object.keys(doc.effective.knobs).sort();
  if (!hosts.length) return;
  const box = h('details', null, h('summary', null, `All ${Object.keys(doc.effective.knobs[hosts[0]]).length} knobs of each host`));
  box.addEventListener('toggle', () => {
    if (!box.open || box.children.length > 1) return;
    const table = h('tbody');
    const fill = (want) => put(table, Object.keys(doc.effective.knobs[hosts[0]]).sort().filter((k) => k.includes(want)).map((k) => {
      const values = hosts.map((host) => doc.effective.knobs[host][k]);
      return h('tr', null, h('th', {scope: 'row'}, k), values.map((v) => h('td', null, v)));
    }));
    fill('');
    box.append(h('div', {class: 'tools'}, h('label', null, 'Filter ', h('input', {type: 'search', input: (e) => fill(e.target.value.trim())}))),
      h('div', {class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Knobs'},
        h('table', null, h('thead', null, h('tr', null, ['knob', ...hosts].map((n) => h('th', {scope: 'col'}, n)))), table)));
  });
  body.append(box);
}
