// A run: its head, its steering, and the tab that the address names.
import {ApiError, runApi} from './api.js';
import {fill, h, setText, toast} from './dom.js';
import {algorithm, count, modelName, number, rate, sigmas} from './format.js';
import {listen} from './live.js';
import {gain, stateChip} from './runs.js';
import {askForReason} from './reason.js';
import {session} from './session.js';
import {tab as overview} from './overview.js';
import {tab as gallery} from './gallery.js';
import {tab as rewards} from './rewards.js';
import {tab as pipeline} from './pipeline.js';
import {tab as control} from './control.js';
import {tab as replay} from './launch.js';
import {tab as sample} from './sample.js';

const TABS = [
  ['overview', 'Curves', overview], ['gallery', 'Gallery', gallery], ['rewards', 'Rewards', rewards],
  ['pipeline', 'Pipeline', pipeline], ['control', 'Control', control], ['replay', 'Replay', replay],
];

export async function show(root, {run: name, tab: tabName, id, query, page, signal}) {
  const api = runApi(name);
  const home = `/runs/${encodeURIComponent(name)}`;
  page.title(['Runs', '/'], tabName === 'overview' ? [name] : [name, home],
    ...(tabName === 'overview' ? [] : [[tabName === 'sample' ? id : TABS.find(([key]) => key === tabName)[1]]]));
  let detail;
  let mayOperate;
  [detail, {mayOperate}] = await Promise.all([api.detail(signal), session()]);

  const chip = h('span', {});
  const facts = h('dl', {class: 'facts head-facts'});
  const buttons = h('div', {class: 'actions'});
  const about = h('p', {class: 'hint'});
  const body = h('div', {class: 'tab-body'});
  fill(root, h('div', {class: 'view'},
    h('div', {class: 'run-head'},
      h('div', {class: 'run-title'}, h('div', {class: 'name-line'}, h('h1', {}, name), chip), about),
      buttons, facts),
    h('nav', {class: 'tabs', 'aria-label': `Views of ${name}`}, TABS.map(([key, label]) => h('a', {
      href: key === 'overview' ? home : `${home}/${key}`,
      'aria-current': key === tabName || (tabName === 'sample' && key === 'gallery') ? 'page' : null,
    }, label))),
    body));
  root.querySelector('.tabs [aria-current]')?.scrollIntoView({block: 'nearest', inline: 'center'});

  function fact(label, value, more) {
    return h('div', {}, h('dt', {}, label), h('dd', {}, value, more ?? null));
  }

  function drawHead() {
    const summary = detail.summary;
    fill(chip, stateChip(summary));
    const {replay, origin} = detail.specification ?? {};
    setText(about, [replay ? `replay of ${replay.run}` : null, origin ? `begins with version ${origin.version} of ${origin.run}` : null, summary.reward, algorithm(summary.algorithm), modelName(summary.model),
      summary.seed === null ? null : `seed ${summary.seed}`, summary.stateReason].filter(text => text && text !== '–').join(' · '));
    const improved = gain(summary);
    const done = summary.iterations ? summary.iteration / summary.iterations : 0;
    fill(facts,
      fact('Iteration', summary.iterations === null ? '–' : `${summary.iteration} of ${summary.iterations}`,
        h('span', {class: 'meter', 'aria-hidden': 'true'}, h('span', {style: {width: `${100 * done}%`}}))),
      fact('Mean reward', number(summary.latestReward?.mean),
        improved === null ? null : h('span', {class: improved >= 0 ? 'up' : 'down', title: 'Standard deviations of the first iteration'}, ` ${sigmas(improved)}`)),
      fact('Policy version', summary.version === null ? '–' : String(summary.version)),
      fact('Samples judged', count(summary.samples)),
      fact('Samplers deliver', rate(summary.samplesPerSecond)),
      fact('Workers', count(summary.workers)));
    drawButtons(summary);
  }

  let drawn = '';

  function drawButtons({state, pending}) {
    const steady = mayOperate && !['finished', 'reading'].includes(state);
    const isPaused = ['paused', 'stopped'].includes(state) ? pending !== 'resume' : ['pause', 'stop'].includes(pending);
    const wanted = `${steady} ${isPaused} ${state === 'stopped' || pending === 'stop'}`;
    if (wanted === drawn) {
      return;
    }
    drawn = wanted;
    fill(buttons, steady ? [
      isPaused
        ? h('button', {type: 'button', class: 'primary', onclick: () => steer({command: 'resume'})}, 'Resume')
        : h('button', {type: 'button', onclick: () => steer({command: 'pause'})}, 'Pause'),
      state === 'stopped' || pending === 'stop' ? null
        : h('button', {type: 'button', class: 'danger', onclick: () => steer({command: 'stop'})}, 'Stop'),
    ] : []);
  }

  /** Asks why and gives the command; whether it was given. */
  async function steer(command) {
    const why = await askForReason(command, name);
    if (why === null) {
      return false;
    }
    try {
      const {who} = await api.command(command, why);
      toast(command.command === 'samplers' ? `${who} wants ${command.count} samplers.`
        : `The log has the command of ${who}. It is followed at the end of the iteration.`);
      return true;
    } catch (failure) {
      toast(failure instanceof ApiError ? failure.message : String(failure), true);
      return false;
    }
  }

  drawHead();
  const context = {
    api, name, id, home, query, page, signal, body, steer, mayOperate,
    detail: () => detail,
  };
  const show = tabName === 'sample' ? sample : TABS.find(([key]) => key === tabName)[2];
  const renew = await show(context) ?? (() => {});
  listen(`${api.base}/events`, async changed => {
    detail = await api.detail(signal);
    drawHead();
    await renew(changed);
  }, page.connection, signal);
}
