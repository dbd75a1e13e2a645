// Runs on one axis, and what their specifications differ in.
import {columnsOf, metricsSince, runApi} from './api.js';
import {chart} from './charts.js';
import {fill, h} from './dom.js';
import {figureName, FIGURES, number} from './format.js';
import {smooth} from './smoothing.js';

const LINES = [['s1', 'solid'], ['s2', 'dash'], ['s3', 'dot'], ['s4', 'solid'], ['s1', 'dash'], ['s2', 'dot'], ['s3', 'solid'], ['s4', 'dash']];
const FIGURE_NAMES = ['rewardMean', 'rewardStd', 'approxKl', 'clipFraction', 'loss', 'gradientNorm', 'samplesPerSecond'];

export async function show(root, {page, query, signal}) {
  const names = (query.get('runs') ?? '').split(',').filter(Boolean).slice(0, LINES.length);
  page.title(['Runs', '/'], ['Compare']);
  if (names.length < 2) {
    throw new Error('Choose two runs or more on the page of all runs.');
  }
  let figure = query.get('figure') ?? 'rewardMean';
  let weight = Number(query.get('smooth') ?? 0) || 0;
  const runs = await Promise.all(names.map(async name => {
    const api = runApi(name);
    const [detail, metrics] = await Promise.all([api.detail(signal), metricsSince(api, ['iteration'], null, signal)]);
    return {name, detail, metrics: columnsOf(metrics, 'iteration')};
  }));
  const place = h('div', {class: 'stack'});
  fill(root, h('div', {class: 'view'}, h('div', {class: 'view-head'}, h('h1', {}, 'Compare')),
    h('div', {class: 'toolbar'},
      h('label', {class: 'slider', for: 'figure'}, 'Figure', h('select', {id: 'figure', onchange: event => {
        figure = event.target.value;
        page.keep({figure});
        draw();
      }}, FIGURE_NAMES.map(name => h('option', {value: name, selected: name === figure}, figureName(name))))),
      h('label', {class: 'slider'}, 'Smoothing', h('input', {type: 'range', min: '0', max: '0.95', step: '0.05', value: String(weight), oninput: event => {
        weight = Number(event.target.value);
        page.keep({smooth: weight || null});
        draw();
      }}))),
    place, h('section', {class: 'card'}, h('h2', {}, 'Differences'), differences(runs))));

  let gone = new AbortController();
  signal.addEventListener('abort', () => gone.abort());

  function draw() {
    gone.abort();
    gone = new AbortController();
    const xs = [...new Set(runs.flatMap(run => run.metrics.iteration))].sort((a, b) => a - b);
    const columns = runs.map(({metrics}) => {
      const at = new Map(metrics.iteration.map((x, row) => [x, metrics.values[figure]?.[row] ?? null]));
      return smooth(xs, xs.map(x => at.get(x) ?? null), weight);
    });
    const drawn = chart({
      title: figureName(figure), hint: FIGURES[figure][1], wide: true, height: 360,
      lines: runs.map(({name}, index) => ({label: name, color: LINES[index][0], dash: LINES[index][1], points: true, key: name, read: name})),
    }, gone.signal);
    fill(place, drawn.element, h('details', {class: 'card', open: place.querySelector('details')?.open}, h('summary', {}, 'As a table'), table(xs, columns)));
    drawn.update([xs, ...columns]);
  }

  function table(xs, columns) {
    return h('div', {class: 'table-box', tabindex: '0', role: 'region', 'aria-label': figureName(figure)}, h('table', {},
      h('thead', {}, h('tr', {}, h('th', {scope: 'col'}, 'Iteration'), runs.map(({name}) => h('th', {scope: 'col'}, name)))),
      h('tbody', {}, xs.map((x, row) => h('tr', {}, h('th', {scope: 'row'}, String(x)), columns.map(column => h('td', {}, number(column[row]))))))));
  }

  draw();
}

function differences(runs) {
  const flat = runs.map(({detail}) => flatten(detail.specification ?? {}));
  const paths = [...new Set(flat.flatMap(map => [...map.keys()]))].sort()
    .filter(path => path !== 'run' && new Set(flat.map(map => map.get(path))).size > 1);
  return paths.length === 0 ? h('p', {class: 'empty-line'}, 'None: the same specification but for the name.')
    : h('div', {class: 'table-box', tabindex: '0', role: 'region', 'aria-label': 'Differences'}, h('table', {},
      h('thead', {}, h('tr', {}, h('th', {scope: 'col'}, 'Setting'), runs.map(({name}) => h('th', {scope: 'col'}, name)))),
      h('tbody', {}, paths.map(path => h('tr', {}, h('th', {scope: 'row', class: 'mono'}, path),
        flat.map(map => h('td', {}, map.get(path) ?? '–')))))));
}

/** Leaves by their path; a list is one value, for prompts by their number. */
function flatten(node, prefix = '', into = new Map()) {
  for (const [name, value] of Object.entries(node)) {
    const path = prefix + name;
    if (Array.isArray(value)) {
      into.set(path, value.length > 6 ? `${value.length} entries` : JSON.stringify(value));
    } else if (value !== null && typeof value === 'object') {
      flatten(value, path + '.', into);
    } else {
      into.set(path, String(value));
    }
  }
  return into;
}
