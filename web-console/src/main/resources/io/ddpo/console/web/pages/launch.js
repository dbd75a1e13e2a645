// New runs out of this one: on its samples, or from one of its versions.
import {get, post} from './api.js';
import {choice, fill, h, refill, setText, toast} from './dom.js';
import {algorithm as algorithmName, clock} from './format.js';
import {askForReason} from './reason.js';

const ALGORITHMS = ['ddpo-is', 'ddpo-sf', 'rwr', 'rwr-sparse'];
const REWARDS = ['jpeg-compressibility', 'jpeg-incompressibility'];
const LONGEST_NAME = 40;
const KINDS = {
  replay: ['Replay', 'Trains a new run on the samples of this one: by another algorithm, or under another reward, by which they are scored anew. Nothing is sampled but evaluations.'],
  fork: ['Fork', 'Goes on from a version of this run with other settings and samples of its own. Weights, optimiser and reward statistics begin as they were at that version.'],
};
const STATES = {WAITING: ['waiting', 'Waits for its turn'], TRAINING: ['working', 'Training'], FINISHED: ['finished', 'Finished'], STOPPED: ['paused', 'Stopped'], FAILED: ['failed', 'Failed']};

export async function tab({name: source, api, query, page, signal, body, detail, mayOperate}) {
  let kind = query.get('kind') === 'fork' ? 'fork' : 'replay';
  const [{settings}, {available}, {runs}] = await Promise.all([
    api.part('settings', {}, signal), get('/api/launches', {}, signal), get('/api/runs', {}, signal)]);
  const taken = new Set(runs.map(({run}) => run));

  const about = h('p', {class: 'hint'});
  const fields = h('div', {class: 'fields'});
  const result = h('section', {class: 'card preview', 'aria-live': 'polite'});
  const list = h('section', {class: 'card'});
  const look = h('button', {type: 'submit', class: 'primary'}, 'Preview');
  const form = h('form', {class: 'launch', oninput: outdated, onsubmit: event => {
    event.preventDefault();
    preview();
  }}, fields, h('div', {class: 'actions'}, look));
  fill(body,
    h('div', {class: 'launching'},
      h('section', {class: 'card'}, h('div', {class: 'section-head'}, h('h2', {}, `A new run from ${source}`),
        choice('Kind', Object.entries(KINDS).map(([key, [label]]) => [key, label]), kind, next => {
          kind = next;
          page.keep({kind: kind === 'fork' ? kind : null});
          drawFields();
        })), about, form),
      h('div', {class: 'launch-side'}, result, list)));

  function input(name, attributes = {}) {
    return h('input', {id: `launch-${name}`, name, type: 'text', autocomplete: 'off', ...attributes});
  }

  function field(label, control, hint) {
    return h('div', {class: 'field'}, h('label', {for: control.id}, label), control, hint ? h('p', {class: 'hint'}, hint) : null);
  }

  function freeName() {
    const name = number => source.slice(0, LONGEST_NAME - `-${kind}-${number}`.length) + `-${kind}-${number}`;
    let number = 1;
    while (taken.has(name(number))) {
      number++;
    }
    return name(number);
  }

  function drawFields() {
    const {summary, versions} = detail();
    const closed = Math.max(0, summary.iteration - 1);
    setText(about, KINDS[kind][1]);
    const versionOptions = [...versions].reverse().map(({version}) => h('option', {value: String(version)}, String(version)));
    fill(fields,
      field('Name of the new run', input('name', {value: freeName(), required: true, maxlength: LONGEST_NAME, pattern: '[a-z0-9][a-z0-9\\-]*', title: 'Lower-case letters, digits and hyphens'})),
      kind === 'replay' ? h('div', {class: 'field-pair'},
        field('From iteration', input('fromIteration', {type: 'number', min: 0, placeholder: '0'})),
        field('To iteration', input('toIteration', {type: 'number', min: 0, placeholder: String(closed)}), 'One that is not closed yet is waited for.')) : null,
      field('Begins with version', h('select', {id: 'launch-version', name: 'version'},
        kind === 'replay' ? h('option', {value: ''}, 'what suits the algorithm') : null, versionOptions)),
      field('Algorithm', h('select', {id: 'launch-algorithm', name: 'algorithm'},
        h('option', {value: ''}, `as here, ${algorithmName(summary.algorithm)}`),
        ALGORITHMS.map(each => h('option', {value: each}, each.toUpperCase())))),
      field('Reward', input('reward', {list: 'launch-rewards', placeholder: `as here, ${summary.reward}`}),
        kind === 'replay' ? 'Another one scores every sample anew.' : null),
      field('Parameters of the reward', h('textarea', {id: 'launch-rewardParameters', name: 'rewardParameters', rows: 2, spellcheck: 'false', placeholder: 'url=http://localhost:8000/'}),
        'One a line, name=value; they are those of the reward above.'),
      h('datalist', {id: 'launch-rewards'}, REWARDS.map(value => h('option', {value}))),
      h('details', {}, h('summary', {}, 'More settings'), h('div', {class: 'field-grid'}, settings
        .filter(({path}) => kind === 'fork' || path !== 'iterations')
        .map(({path, value}) => field(path, input(`set.${path}`, {placeholder: value, maxlength: 40, inputmode: 'decimal'}))))));
    outdated();
  }

  /** What was previewed is not what is asked for any more. */
  function outdated() {
    result.classList.remove('known');
    fill(result, h('h2', {}, 'Preview'), h('p', {class: 'hint'}, available && mayOperate
      ? 'What it would read, begin with and learn by, and how long that takes. Nothing is written before you start it.'
      : 'The command line that makes this run.'));
  }

  function wanted() {
    const data = new FormData(form);
    const text = name => (data.get(name) ?? '').trim();
    const whole = name => text(name) === '' ? null : Number(text(name));
    const changes = Object.fromEntries(settings.map(({path}) => [path, text(`set.${path}`)]).filter(([, value]) => value !== ''));
    return Object.fromEntries(Object.entries({
      kind, name: text('name'), fromIteration: whole('fromIteration'), toIteration: whole('toIteration'), version: whole('version'),
      algorithm: text('algorithm'), reward: text('reward'), rewardParameters: parameters(text('rewardParameters')), settings: changes,
    }).filter(([, value]) => value !== null && value !== ''));
  }

  /** @throws Error with a sentence, if a line is none */
  function parameters(text) {
    const lines = text.split('\n').map(line => line.trim()).filter(line => line !== '');
    return lines.length === 0 ? null : Object.fromEntries(lines.map(line => {
      const [, key, value] = /^([^=\s]+)\s*=\s*(.*)$/.exec(line) ?? [];
      if (key === undefined) {
        throw new Error(`Parameters of the reward: expected name=value on each line, got '${line}'`);
      }
      return [key, value];
    }));
  }

  async function preview() {
    result.classList.add('known');
    let request;
    try {
      request = wanted();
    } catch (problem) {
      fill(result, h('h2', {}, 'Not like this'), h('p', {class: 'problem'}, problem.message));
      return;
    }
    const order = h('pre', {class: 'command', tabindex: '0', 'aria-label': 'The same from a command line'}, commandLine(source, request));
    if (!available || !mayOperate) {
      fill(result, h('h2', {}, 'From a command line'), h('p', {class: 'hint'}, mayOperate
        ? 'This console only reads. Whoever has the model and the time can train it with this:'
        : 'You look as a viewer. An operator starts it here, or whoever has the model with this:'), order);
      return;
    }
    look.disabled = true;
    fill(result, h('p', {class: 'loading', role: 'status'}, 'Reading the log…'));
    try {
      const {title, facts} = await post(`${api.base}/launches/preview`, request);
      fill(result, h('h2', {}, title),
        h('dl', {class: 'pairs'}, facts.map(({name, text}) => h('div', {}, h('dt', {}, name), h('dd', {}, text)))),
        h('details', {}, h('summary', {}, 'The same from a command line'), order),
        h('div', {class: 'actions'}, h('button', {type: 'button', class: 'primary', onclick: () => start(request)}, `Start ${kind}…`)));
    } catch (failure) {
      fill(result, h('h2', {}, 'Not like this'), h('p', {class: 'problem'}, failure.message));
    } finally {
      look.disabled = false;
    }
  }

  async function start(request) {
    const why = await askForReason({command: request.kind}, request.name);
    if (why === null) {
      return;
    }
    try {
      await post(`${api.base}/launches`, {...request, why});
      taken.add(request.name);
      toast(`${request.name} is in the log and will be trained here.`);
      drawFields();
      await drawList();
    } catch (failure) {
      toast(failure.message, true);
    }
  }

  async function drawList() {
    const [{launches}, {runs: all}] = await Promise.all([get('/api/launches', {}, signal), get('/api/runs', {}, signal)]);
    const summaries = new Map(all.map(summary => [summary.run, summary]));
    const children = all.filter(summary => summary.sources.includes(source));
    const known = new Map(launches.map(launch => [launch.run, launch]));
    refill(list, h('h2', {}, `Runs that come from ${source}`), children.length === 0 ? h('p', {class: 'empty-line'}, 'None yet.')
      : h('ul', {class: 'launches'}, children.map(child => row(child, known.get(child.run)))),
    launches.filter(launch => launch.state === 'FAILED' && !summaries.has(launch.run)).map(launch => h('p', {class: 'problem'}, `${launch.run}: ${launch.sentence}`)));
  }

  function row(child, launch) {
    const [state, label] = launch?.state === 'WAITING' && child.pending === 'stop' ? ['paused', 'Cancelled']
      : launch ? STATES[launch.state] : [child.state, child.state];
    const share = child.iterations ? child.iteration / child.iterations : 0;
    return h('li', {}, h('div', {class: 'launch-name'}, h('a', {href: `/runs/${encodeURIComponent(child.run)}`}, child.run),
      h('span', {class: 'chip small', 'data-state': state}, h('span', {class: 'dot', 'aria-hidden': 'true'}), label)),
    h('p', {class: 'hint'}, [algorithmName(child.algorithm), child.reward, `${child.iteration} of ${child.iterations ?? '–'} iterations`,
      child.createdAt ? clock(child.createdAt) : null].filter(Boolean).join(' · ')),
    launch?.sentence ? h('p', {class: launch.state === 'FAILED' ? 'problem' : 'hint'}, launch.sentence) : null,
    h('span', {class: 'meter', 'aria-hidden': 'true'}, h('span', {style: {width: `${100 * share}%`}})),
    h('p', {class: 'actions'}, h('a', {class: 'button quiet', href: `/compare?runs=${encodeURIComponent(source)},${encodeURIComponent(child.run)}`}, 'Compare'),
      mayOperate && child.pending !== 'stop' && !['finished', 'stopped'].includes(child.state) ? h('button', {type: 'button', class: 'quiet', 'aria-label': `Cancel ${child.run}…`, onclick: () => cancel(child.run)}, 'Cancel…') : null));
  }

  /** What was trained so far stays in the log. */
  async function cancel(run) {
    const why = await askForReason({command: 'stop'}, run);
    if (why === null) {
      return;
    }
    try {
      await post(`/api/runs/${encodeURIComponent(run)}/control`, {command: 'stop', why});
      toast(`${run} ends with its iteration, or never begins.`);
    } catch (failure) {
      toast(failure.message, true);
    }
  }

  if (available && !mayOperate) {
    look.textContent = 'Show command';
  }
  drawFields();
  await drawList();
  // what whoever trains says of a launch is in no log
  const timer = setInterval(() => document.hidden ? null : drawList().catch(() => {}), 2000);
  signal.addEventListener('abort', () => clearInterval(timer));
  return changed => changed.includes('offspring') ? drawList() : null;
}

/** As ./ddpo takes it; texts that a shell would not take as they are stand in quotes. */
function commandLine(source, {kind, name, fromIteration, toIteration, version, algorithm, reward, rewardParameters, settings}) {
  const quoted = text => /^[\w.,:/=-]*$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
  const options = [['--run', source], ['--as', name], ['--from-iteration', fromIteration], ['--to-iteration', toIteration],
    ['--version', version], ['--algorithm', algorithm], ['--reward', reward],
    ...Object.entries(rewardParameters ?? {}).map(([key, value]) => ['--reward-parameter', `${key}=${value}`]),
    ...Object.entries(settings ?? {}).map(([path, value]) => path === 'iterations' ? ['--iterations', value] : ['--set', `${path}=${value}`])];
  return [`./ddpo ${kind} --bootstrap HOST:PORT`, ...options.filter(([, value]) => value !== undefined)
    .map(([option, value]) => `${option} ${quoted(String(value))}`)].join(' \\\n    ');
}
