// The curves of a run.
import {columnsOf, metricsSince} from './api.js';
import {chart} from './charts.js';
import {choice, fill, h, setText} from './dom.js';
import {figuresTable} from './figures.js';
import {clock, figureName, FIGURES} from './format.js';
import {smooth} from './smoothing.js';
import {strip} from './pipeline.js';
import {commandName, offspringName} from './reason.js';

/** Share of the clip range that the ratio contract allows. */
const CONTRACT = 0.1;

/** Of a run that never takes turns; in lockstep it is 0 throughout, and no curve. */
const STALENESS = 'staleness';

const SMALL = ['approxKl', 'klToBase', 'clipFraction', 'maxLogRatioOnPolicy', 'maxLogRatioOffPolicy', 'loss', 'gradientNorm', 'samplesPerSecond', STALENESS];

/** Begins the key of a chart of a component, which may be called like a figure. */
const COMPONENT = 'component ';

/** Begins the key of a chart of evaluations. */
const EVALUATION = 'evaluation ';

/** What evaluations say beside the reward and those that guard it. */
const OF_EVALUATIONS = ['diversity', 'recognised', 'change'];
const GUARD = 'guard.';

/** Prompts of an evaluation; the reward is shown of the last two apart. */
const PROMPTS = ['all', 'trained', 'held-out'];

/** Those that single updates have too. */
const OF_UPDATES = ['approxKl', 'clipFraction', 'loss', 'gradientNorm'];

export async function tab({api, home, query, page, signal, body, detail}) {
  let series = query.get('by') === 'update' ? 'learner.update' : 'iteration';
  let weight = Math.min(0.99, Math.max(0, Number(query.get('smooth') ?? 0))) || 0;
  let asTable = query.get('show') === 'table';
  let range = query.has('from') && query.has('to') ? [Number(query.get('from')), Number(query.get('to'))] : null;
  let answer = null;
  let metrics = null;
  let evaluations = {};
  let guarded = columnsOf(null, 'guard');
  let points = [];
  let stages = [];
  let events = [];
  let offspring = [];
  let following = true;
  let missed = 0;
  let last = -1;

  const pipeline = h('div', {});
  const grid = h('div', {class: 'chart-grid'});
  const [ofLearner, ofRewards, ofEvaluations] = ['Learner', 'Rewards', 'Evaluations'].map(figuresTable);
  const tables = h('div', {class: 'stack'}, [ofLearner, ofRewards, ofEvaluations].map(({element}) => element));
  const follow = h('button', {type: 'button', class: 'follow', 'aria-pressed': 'true', onclick: toggleFollow});
  const smoothing = h('output', {}, weight.toFixed(2));
  const whole = h('button', {type: 'button', class: 'quiet', onclick: () => zoom(null)}, 'Whole run');
  const [from, to] = ['from', 'to'].map(end => h('input', {
    type: 'number', class: 'typed', min: '0', step: 'any', 'aria-label': `Show ${end}`, placeholder: end === 'from' ? '0' : 'end', onchange: zoomToTyped,
  }));
  const ends = h('span', {class: 'slider'}, 'From', from, 'to', to);
  const bar = h('div', {class: 'toolbar'},
    follow,
    h('label', {class: 'slider'}, 'Smoothing', h('input', {
      type: 'range', min: '0', max: '0.95', step: '0.05', value: String(weight),
      oninput: event => {
        weight = Number(event.target.value);
        setText(smoothing, weight.toFixed(2));
        page.keep({smooth: weight || null});
        draw();
      },
    }), smoothing),
    choice('Figures by', [['iteration', 'By iteration'], ['learner.update', 'By update']], series, value => {
      series = value;
      page.keep({by: value === 'iteration' ? null : 'update', from: null, to: null});
      answer = null;
      metrics = null;
      range = null;
      nameRange();
      charts = {};
      load(['metrics', 'samples', 'control']);
    }),
    choice('Show', [['charts', 'Charts'], ['table', 'Table']], asTable ? 'table' : 'charts', value => {
      asTable = value === 'table';
      page.keep({show: asTable ? 'table' : null});
      draw();
    }),
    ends,
    whole,
    h('a', {class: 'button quiet', href: `${api.base}/metrics.csv`, download: true}, 'CSV'));
  fill(body, pipeline, bar, grid, tables);

  let charts = {};
  let chartsGone = new AbortController();
  signal.addEventListener('abort', () => chartsGone.abort());

  function build() {
    chartsGone.abort();
    chartsGone = new AbortController();
    const common = {sync: 'run', onzoom: zoom, xLabel: series === 'iteration' ? 'iteration' : 'update'};
    charts = {
      reward: chart({
        ...common, title: 'Reward', wide: true, height: 300, xLabel: 'iteration', flags: true,
        sync: series === 'iteration' ? 'run' : undefined,
        hint: 'Click a point to see its samples, drag to zoom.',
        lines: [
          {label: '90 %', color: 's1', hidden: true, key: '10th to 90th percentile', band: true}, {label: '10 %', color: 's1', hidden: true},
          {label: 'raw', color: 's1', faint: true, read: 'mean'}, {label: 'mean', color: 's1', points: true, key: 'mean of the iteration'},
          {label: 'evaluation', color: 's2', pointsOnly: true, key: 'mean of the evaluation on fixed seeds', read: 'evaluation'},
          {label: 'prompts, 90 %', color: 's3', hidden: true, key: 'the same of the means of prompts', band: true}, {label: 'prompts, 10 %', color: 's3', hidden: true},
        ],
        bands: [[0, 1, 's1'], [5, 6, 's3']],
        onpick: index => page.go(samplesAt(rewardColumns()[0][index])),
      }, chartsGone.signal),
    };
    for (const name of smallNames()) {
      const bound = name === 'maxLogRatioOnPolicy';
      charts[name] = chart({
        ...common, title: figureName(name), hint: FIGURES[name][1], height: 180, fromZero: name !== 'loss',
        lines: [{label: 'raw', color: 's1', faint: true, read: true}, {label: 'value', color: 's1', points: true},
          ...(bound ? [{label: 'bound', color: 's2', dash: 'dash', read: 'of'}] : [])],
      }, chartsGone.signal);
    }
    for (const name of componentNames()) {
      charts[COMPONENT + name] = chart({
        ...common, sync: series === 'iteration' ? 'run' : undefined, xLabel: 'iteration', title: name, hint: 'component of the reward, mean of the iteration', height: 180,
        lines: [{label: 'raw', color: 's4', faint: true, read: true}, {label: 'value', color: 's4', points: true}],
      }, chartsGone.signal);
    }
    for (const name of evaluationNames()) {
      const sets = setsOf(name);
      charts[EVALUATION + name] = chart({
        ...common, xLabel: 'version', title: evaluationName(name),
        hint: name.startsWith(GUARD) ? 'a reward that nothing is trained on, mean of the evaluation' : FIGURES[name][1], height: 180,
        lines: sets.map((set, at) => ({
          label: set === 'all' ? 'value' : set, color: at === 0 ? 's2' : 's3', points: true, read: sets.length === 1 || set,
          ...(sets.length > 1 ? {key: set === 'trained' ? 'prompts trained on' : 'prompts held out'} : {}),
        })),
      }, chartsGone.signal);
    }
    fill(grid, Object.values(charts).map(({element}) => element));
  }

  /** Evaluations belong to versions, which updates know nothing of. */
  function evaluationNames() {
    const values = series === 'iteration' ? evaluations.all?.values ?? {} : {};
    return ['reward', ...Object.keys(values).filter(name => name.startsWith(GUARD)), ...OF_EVALUATIONS].filter(name => values[name]);
  }

  function evaluationName(name) {
    return name.startsWith(GUARD) ? `Guard: ${name.slice(GUARD.length)}` : figureName(name);
  }

  function setsOf(name) {
    const apart = PROMPTS.slice(1).filter(set => evaluations[set].version.length > 0);
    return name === 'reward' && apart.length > 0 ? apart : ['all'];
  }

  function evaluationColumns(name) {
    const xs = [...new Set(evaluations.all.version)].sort((a, b) => a - b);
    return [xs, ...setsOf(name).map(set => onto(xs, evaluations[set].version, evaluations[set].values[name] ?? []))];
  }

  /** Where the guard saw the reward over-optimised. */
  function alarms() {
    const {version, values} = guarded;
    return version.filter((at, row) => values.overoptimised?.[row] === 1).map(at => ({
      at, text: 'over-optimised', href: `${home}/gallery?version=${at}`,
      title: `Version ${at}: the reward still rises, and what guards it falls`,
    }));
  }

  function smallNames() {
    return SMALL.filter(name => (series === 'iteration' || OF_UPDATES.includes(name))
      && (name === STALENESS ? metrics.values[name]?.some(versions => versions > 0) : metrics.values[name]));
  }

  /** The samples of an iteration were made before it, those of an evaluation by the version that came out. */
  function xOf({set, iteration, version}) {
    return set === 'training' ? iteration : version;
  }

  /** The page of the samples behind a point of the rewards. */
  function samplesAt(x) {
    const {set, version} = points.find(point => xOf(point) === x && point.set === 'training') ?? points.find(point => xOf(point) === x);
    return `${home}/rewards?version=${version}${set === 'training' ? '' : '&set=evaluation'}`;
  }

  function rewardColumns() {
    const of = set => new Map(points.filter(point => point.set === set).map(point => [xOf(point), point]));
    const [training, evaluation] = [of('training'), of('evaluation')];
    const xs = [...new Set([...training.keys(), ...evaluation.keys()])].sort((a, b) => a - b);
    const column = (map, part, name) => xs.map(x => map.get(x)?.[part][name] ?? null);
    const means = column(training, 'spread', 'mean');
    return [xs, column(training, 'spread', 'p90'), column(training, 'spread', 'p10'), means, smooth(xs, means, weight), column(evaluation, 'spread', 'mean'),
      column(training, 'prompts', 'p90'), column(training, 'prompts', 'p10')];
  }

  /** Parts of the reward that are judged beside it, guards among them; one that is the reward itself tells nothing. */
  function componentNames() {
    const newest = points.filter(({set}) => set === 'training').at(-1)?.components ?? {};
    return Object.keys(newest).length > 1 ? Object.keys(newest) : [];
  }

  function componentColumns(name) {
    const training = points.filter(({set}) => set === 'training');
    const xs = training.map(xOf);
    const ys = training.map(({components}) => components[name] ?? null);
    return [xs, ys, smooth(xs, ys, weight)];
  }

  function contractBound() {
    const specification = detail().specification;
    return specification ? CONTRACT * specification.objective.clipRange : null;
  }

  function draw() {
    if (metrics === null) {
      return; // asked for, and drawn when it comes
    }
    const x = series === 'iteration' ? metrics.iteration : metrics.step;
    // Commands have no iteration of their own: they stand at the one that was in work when they were given.
    const markers = series === 'iteration' ? events.map(event => ({
      at: iterationAt(event.time), text: commandName(event.command), href: `${home}/control`, title: told(event),
    })).concat(offspring.map(child => ({
      at: iterationAt(child.time), text: offspringName(child), href: `/runs/${encodeURIComponent(child.run)}`,
      title: `${offspringName(child)} as ${child.run} by ${child.who}, ${clock(child.time)}${child.why ? `: ${child.why}` : ''}; ${child.state}, ${child.iteration} of ${child.iterations} iterations`,
    })), alarms()) : [];
    grid.hidden = asTable;
    tables.hidden = !asTable;
    whole.hidden = range === null;
    ends.hidden = asTable;
    if (asTable) {
      drawTables(x);
      return;
    }
    if (charts.reward === undefined || componentNames().some(name => !(COMPONENT + name in charts))
      || evaluationNames().some(name => !(EVALUATION + name in charts)) || smallNames().some(name => !(name in charts))) {
      build();
    }
    charts.reward.update(rewardColumns(), series === 'iteration' ? markers : [], series === 'iteration' ? range : null);
    for (const [name, small] of Object.entries(charts)) {
      if (name.startsWith(COMPONENT)) {
        small.update(componentColumns(name.slice(COMPONENT.length)), [], series === 'iteration' ? range : null);
      } else if (name.startsWith(EVALUATION)) {
        small.update(evaluationColumns(name.slice(EVALUATION.length)), markers, range);
      } else if (name !== 'reward') {
        const ys = metrics?.values[name] ?? x.map(() => null);
        const columns = [x, ys, smooth(x, ys, weight)];
        if (name === 'maxLogRatioOnPolicy') {
          columns.push(x.map(contractBound));
        }
        small.update(columns, markers, range);
      }
    }
  }

  function told({command, details, who, why, time}) {
    const what = Object.entries(details).map(([name, value]) => `${name} ${value}`).join(', ');
    return `${commandName(command)}${what ? ` (${what})` : ''} by ${who}, ${clock(time)}${why ? `: ${why}` : ''}`;
  }

  function iterationAt(time) {
    const versions = detail().versions;
    const after = versions.find(version => version.time > time);
    return after ? Math.max(0, after.version - 0.5) : versions.at(-1)?.version ?? 0;
  }

  /** Every chart has its figures here. */
  function drawTables(x) {
    const names = Object.keys(metrics.values).sort((a, b) => Object.keys(FIGURES).indexOf(a) - Object.keys(FIGURES).indexOf(b));
    ofLearner.draw(series === 'iteration' ? 'Iteration' : 'Update', x, [{name: 'Version', values: metrics.version.map(String)},
      ...names.map(name => ({name: figureName(name), about: FIGURES[name]?.[1], values: metrics.values[name]}))]);
    const [iterations, columns] = rewardTable();
    ofRewards.draw('Iteration', iterations, columns, row => samplesAt(iterations[row]));
    ofEvaluations.draw('Version', ...evaluationTable());
  }

  /** Of iterations, which updates know nothing of. */
  function rewardTable() {
    if (series !== 'iteration') {
      return [[], []];
    }
    const [xs, p90, p10, mean, , evaluation, promptsP90, promptsP10] = rewardColumns();
    return [xs, [['Mean', mean], ['10th percentile', p10], ['90th percentile', p90], ['Prompts, 10th percentile', promptsP10],
      ['Prompts, 90th percentile', promptsP90], ['Evaluation', evaluation], ...componentNames().map(name => [name, onto(xs, ...componentColumns(name))]),
    ].map(([name, values]) => ({name, values}))];
  }

  function evaluationTable() {
    const names = evaluationNames();
    const xs = names.length === 0 ? [] : evaluationColumns(names[0])[0];
    const columns = names.flatMap(name => setsOf(name).map((set, at) => ({
      name: set === 'all' ? evaluationName(name) : `${evaluationName(name)}, ${set}`, about: FIGURES[name]?.[1], values: evaluationColumns(name)[at + 1],
    })));
    const alarmed = new Set(alarms().map(({at}) => at));
    return [xs, alarmed.size === 0 ? columns : [...columns, {name: 'Over-optimised', values: xs.map(at => alarmed.has(at) ? 'yes' : 'no')}]];
  }

  function onto(xs, theirs, values) {
    const at = new Map(theirs.map((x, row) => [x, values[row]]));
    return xs.map(x => at.get(x) ?? null);
  }

  function zoom(next) {
    show(next);
    nameRange();
  }

  function show(next) {
    range = next;
    page.keep({from: next?.[0].toFixed(3), to: next?.[1].toFixed(3)});
    draw();
  }

  function nameRange() {
    from.value = range === null ? '' : String(Number(range[0].toFixed(1)));
    to.value = range === null ? '' : String(Number(range[1].toFixed(1)));
  }

  /** What a drag does, for who has no mouse. */
  function zoomToTyped() {
    const last = metrics === null ? 0 : Math.max(...(series === 'iteration' ? metrics.iteration : metrics.step), 0);
    const [low, high] = [from.value === '' ? 0 : from.valueAsNumber, to.value === '' ? last : to.valueAsNumber];
    to.setCustomValidity(low < high ? '' : 'Expected a number above the first one.');
    if (to.reportValidity()) {
      show(from.value === '' && to.value === '' ? null : [low, high]); // the fields stay as they were typed
    }
  }

  function toggleFollow() {
    following = !following;
    missed = 0;
    nameFollow();
    if (following) {
      draw();
    }
  }

  function nameFollow() {
    follow.setAttribute('aria-pressed', String(following));
    fill(follow, h('span', {class: 'dot', 'aria-hidden': 'true'}), following ? 'Following' : 'Held',
      missed > 0 ? h('span', {class: 'badge'}, `${missed} new`) : null);
    follow.title = following ? 'Charts move with the run. Hold them.' : 'Charts stand still. Follow the run again.';
  }

  async function load(changed) {
    if (changed.includes('metrics') || answer === null) {
      const asked = series;
      const next = await metricsSince(api, [series, 'evaluation', 'guard'], answer, signal, 'prompts');
      if (asked !== series) {
        return; // other figures were chosen meanwhile, and are on their way
      }
      answer = next;
      metrics = columnsOf(answer, series);
      evaluations = Object.fromEntries(PROMPTS.map(set => [set, columnsOf(answer, `evaluation ${set}`)]));
      guarded = columnsOf(answer, 'guard');
    }
    if (changed.includes('samples') || points.length === 0) {
      points = (await api.part('rewards', {}, signal)).points;
    }
    if (changed.includes('control') || changed.includes('offspring')) {
      const given = await api.part('control', {}, signal);
      events = given.events.filter(event => event.command !== 'create');
      offspring = given.offspring;
    }
    stages = (await api.part('pipeline', {}, signal)).stages;
    fill(pipeline, detail().summary.state === 'finished' ? [] : strip(stages));
    const newest = answer.last;
    if (following) {
      draw();
    } else if (newest !== last) {
      missed += newest - last;
    }
    last = newest;
    nameFollow();
  }

  nameFollow();
  nameRange();
  whole.hidden = range === null;
  fill(grid, h('p', {class: 'loading', role: 'status'}, 'Loading…'));
  await load(['metrics', 'samples', 'control']);
  return load;
}
