// Runs on one axis, and what their specifications differ in.
import {columnsOf, metricsSince, runApi} from './api.js';
import {chart} from './charts.js';
import {fill, h} from './dom.js';
import {figuresTable} from './figures.js';
import {figureName, FIGURES} from './format.js';
import {listen} from './live.js';
import {smooth} from './smoothing.js';

const LINES = [['s1', 'solid'], ['s2', 'dash'], ['s3', 'dot'], ['s4', 'solid'], ['s1', 'dash'], ['s2', 'dot'], ['s3', 'solid'], ['s4', 'dash']];
const OF_ITERATIONS = ['rewardMean', 'rewardStd', 'approxKl', 'klToBase', 'clipFraction', 'loss', 'gradientNorm', 'samplesPerSecond'];
const OF_EVALUATIONS = ['reward', 'diversity', 'recognised', 'change'];

/** All prompts of an evaluation. */
const EVALUATION = 'evaluation all';

/** Curves of whole runs need no more. */
const PACE_MILLIS = 1000;

/** Entries of a list that are still read one by one. */
const FEW = 6;

export async function show(root, {page, query, signal}) {
  const chosen = (query.get('runs') ?? '').split(',').filter(Boolean);
  page.title(['Runs', '/'], ['Compare']);
  if (chosen.length < 2) {
    throw new Error('Choose two runs or more on the page of all runs.');
  }
  const runs = chosen.slice(0, LINES.length).map(name => ({name, api: runApi(name), specification: {}, metrics: null}));
  let figure = query.get('figure') ?? 'rewardMean';
  let weight = Number(query.get('smooth') ?? 0) || 0;
  let range = query.has('from') && query.has('to') ? [Number(query.get('from')), Number(query.get('to'))] : null;
  await Promise.all([load(), ...runs.map(async run => {
    run.specification = (await run.api.detail(signal)).specification ?? {};
  })]);

  const figures = h('select', {id: 'figure', onchange: () => {
    figure = figures.value;
    range = null;
    page.keep({figure, from: null, to: null});
    build();
  }});
  const whole = h('button', {type: 'button', class: 'quiet', onclick: () => zoom(null)}, 'Whole runs');
  const place = h('div', {class: 'stack'});
  const table = figuresTable('The same as a table');
  fill(root, h('div', {class: 'view'}, h('div', {class: 'view-head'}, h('h1', {}, 'Compare')),
    h('div', {class: 'toolbar'},
      h('label', {class: 'slider', for: 'figure'}, 'Figure', figures),
      h('label', {class: 'slider'}, 'Smoothing', h('input', {type: 'range', min: '0', max: '0.95', step: '0.05', value: String(weight), oninput: event => {
        weight = Number(event.target.value);
        page.keep({smooth: weight || null});
        draw();
      }})), whole,
      chosen.length > runs.length ? h('p', {class: 'hint'}, `The first ${runs.length} of the ${chosen.length} that were chosen: more cannot be told apart.`) : null),
    place, h('section', {class: 'card'}, h('h2', {}, 'Differences'), differences(runs)), table.element));

  async function load() {
    await Promise.all(runs.map(async run => {
      run.metrics = await metricsSince(run.api, ['iteration', 'evaluation'], run.metrics, signal, 'prompts');
    }));
  }

  const columnsFor = (run, name) => columnsOf(run.metrics, OF_ITERATIONS.includes(name) ? 'iteration' : EVALUATION);

  /** Those that a run has, and the one that is asked for. */
  function nameFigures() {
    const guards = [...new Set(runs.flatMap(run => Object.keys(columnsOf(run.metrics, EVALUATION).values)))].filter(name => name.startsWith('guard.')).sort();
    const names = [...OF_ITERATIONS, ...OF_EVALUATIONS, ...guards].filter(name => name === figure || runs.some(run => columnsFor(run, name).values[name]));
    if (names.join() !== figures.dataset.names) {
      figures.dataset.names = names.join();
      fill(figures, names.map(name => h('option', {value: name, selected: name === figure}, nameOf(name))));
    }
  }

  let gone = new AbortController();
  signal.addEventListener('abort', () => gone.abort());
  let drawn;

  function build() {
    gone.abort();
    gone = new AbortController();
    drawn = chart({
      title: nameOf(figure), hint: FIGURES[figure]?.[1] ?? 'a reward that nothing is trained on, mean of the evaluation', wide: true, height: 360, onzoom: zoom,
      xLabel: OF_ITERATIONS.includes(figure) ? 'iteration' : 'version',
      lines: runs.map(({name}, index) => ({label: name, color: LINES[index][0], dash: LINES[index][1], points: true, key: name, read: name})),
    }, gone.signal);
    fill(place, drawn.element);
    draw();
  }

  function draw() {
    nameFigures();
    const ofIterations = OF_ITERATIONS.includes(figure);
    const found = runs.map(run => columnsFor(run, figure));
    const xs = [...new Set(found.flatMap(columns => ofIterations ? columns.iteration : columns.version))].sort((a, b) => a - b);
    const raw = found.map(columns => {
      const at = new Map((ofIterations ? columns.iteration : columns.version).map((x, row) => [x, columns.values[figure]?.[row] ?? null]));
      return xs.map(x => at.get(x) ?? null);
    });
    drawn.update([xs, ...raw.map(values => smooth(xs, values, weight))], [], range);
    table.draw(ofIterations ? 'Iteration' : 'Version', xs, runs.map(({name}, index) => ({name, values: raw[index]})));
    whole.hidden = range === null;
  }

  function zoom(next) {
    range = next;
    page.keep({from: next?.[0].toFixed(3), to: next?.[1].toFixed(3)});
    draw();
  }

  build();
  listen('/api/events', async () => {
    await load();
    draw();
    await new Promise(done => setTimeout(done, PACE_MILLIS));
  }, page.connection, signal);
}

function nameOf(figure) {
  return figure.startsWith('guard.') ? `Guard: ${figure.slice('guard.'.length)}` : figureName(figure);
}

function differences(runs) {
  const flat = runs.map(({specification}) => flatten(specification));
  const paths = [...new Set(flat.flatMap(map => [...map.keys()]))].sort()
    .filter(path => path !== 'run' && new Set(flat.map(map => JSON.stringify(map.get(path)))).size > 1);
  return paths.length === 0 ? h('p', {class: 'empty-line'}, 'None: the same specification but for the name.')
    : h('div', {class: 'table-box', tabindex: '0', role: 'region', 'aria-label': 'Differences'}, h('table', {},
      h('thead', {}, h('tr', {}, h('th', {scope: 'col'}, 'Setting'), runs.map(({name}) => h('th', {scope: 'col'}, name)))),
      h('tbody', {}, paths.map(path => h('tr', {}, h('th', {scope: 'row', class: 'mono'}, path),
        flat.map(map => h('td', {class: Array.isArray(map.get(path)) ? 'text' : null}, written(map.get(path), flat.map(other => other.get(path))))))))));
}

/** Of a long list those that another run has not. */
function written(value, all) {
  if (!Array.isArray(value)) {
    return value ?? '–';
  }
  if (value.length <= FEW) {
    return JSON.stringify(value);
  }
  const others = all.filter(Array.isArray).map(other => new Set(other.map(entry => JSON.stringify(entry))));
  const own = value.filter(entry => others.some(other => !other.has(JSON.stringify(entry))));
  const named = own.slice(0, FEW).map(entry => entry.text ?? JSON.stringify(entry)).join(', ');
  return `${value.length} entries${own.length === 0 ? '' : `, not everywhere ${named}${own.length > FEW ? ` and ${own.length - FEW} more` : ''}`}`;
}

/** Leaves by their path; a list is one value. */
function flatten(node, prefix = '', into = new Map()) {
  for (const [name, value] of Object.entries(node)) {
    const path = prefix + name;
    if (value !== null && typeof value === 'object' && !Array.isArray(value)) {
      flatten(value, path + '.', into);
    } else {
      into.set(path, Array.isArray(value) ? value : String(value));
    }
  }
  return into;
}
