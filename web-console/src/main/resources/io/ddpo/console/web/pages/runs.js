// All runs of the cluster.
import {get} from './api.js';
import {fill, h, refill, sparkline} from './dom.js';
import {ago, algorithm, count, modelName, number, rate, sigmas} from './format.js';
import {listen} from './live.js';

const STATES = {
  reading: 'Reading the log', starting: 'Starting', running: 'Running', paused: 'Paused', stopped: 'Stopped', finished: 'Finished',
};

/** What a run does, by word and shape and not by colour alone. */
export function stateChip(summary, size = '') {
  const pending = {pause: 'pausing', resume: 'resuming', stop: 'stopping'}[summary.pending];
  return h('span', {class: `chip ${size}`, 'data-state': summary.state, title: summary.stateReason || null},
    h('span', {class: 'dot', 'aria-hidden': 'true'}), h('span', {}, STATES[summary.state] ?? summary.state,
      pending ? h('span', {class: 'pending'}, `, ${pending}`) : null));
}

/** How far the reward has come, in standard deviations of the first iteration. */
export function gain(summary) {
  const {firstReward: first, latestReward: latest} = summary;
  return first && latest && first.std > 0 ? (latest.mean - first.mean) / first.std : null;
}

export async function show(root, {page, query, signal}) {
  page.title(['Runs']);
  const chosen = new Set((query.get('runs') ?? '').split(',').filter(Boolean));
  const list = h('div', {class: 'run-list'});
  const compare = h('a', {class: 'button primary', href: '/compare'}, 'Compare');
  const hint = h('p', {class: 'hint'}, 'Choose two runs or more to compare them.');
  fill(root, h('div', {class: 'view'},
    h('div', {class: 'view-head'}, h('h1', {}, 'Runs'), h('div', {class: 'actions'}, hint, compare)), list));

  function renewCompare() {
    const enough = chosen.size >= 2;
    compare.hidden = !enough;
    hint.hidden = enough;
    compare.href = `/compare?runs=${[...chosen].map(encodeURIComponent).join(',')}`;
    page.keep({runs: [...chosen].join(',')});
  }

  function card(run, now) {
    const improved = gain(run);
    const box = h('input', {
      type: 'checkbox', 'aria-label': `Compare ${run.run}`, checked: chosen.has(run.run),
      onchange: event => {
        event.target.checked ? chosen.add(run.run) : chosen.delete(run.run);
        renewCompare();
      },
    });
    return h('article', {class: 'card run-card'},
      h('div', {class: 'run-card-name'}, box,
        h('div', {}, h('h2', {}, h('a', {href: `/runs/${encodeURIComponent(run.run)}`}, run.run)),
          h('p', {class: 'hint'}, [run.sources.length > 0 ? `from ${run.sources.join(' and ')}` : null, run.reward, algorithm(run.algorithm), modelName(run.model)].filter(text => text && text !== '–').join(' · ')))),
      stateChip(run),
      h('dl', {class: 'facts'},
        h('div', {}, h('dt', {}, 'Iteration'), h('dd', {}, run.iterations === null ? '–' : `${run.iteration} of ${run.iterations}`)),
        h('div', {}, h('dt', {}, 'Mean reward'), h('dd', {}, number(run.latestReward?.mean),
          improved === null ? null : h('span', {class: improved >= 0 ? 'up' : 'down'}, ` ${sigmas(improved)}`))),
        h('div', {}, h('dt', {}, 'Samples'), h('dd', {}, count(run.samples),
          run.samplesPerSecond > 0 ? h('span', {class: 'hint'}, ` ${rate(run.samplesPerSecond)}`) : null)),
        h('div', {}, h('dt', {}, 'Last version'), h('dd', {}, ago(run.updatedAt, now)))),
      sparkline(run.rewardTrend, `Mean reward of ${run.rewardTrend.length} iterations`, 180, 44));
  }

  async function load() {
    const {runs, now} = await get('/api/runs', {}, signal);
    refill(list, runs.length === 0
      ? h('div', {class: 'empty'}, h('h2', {}, 'No run yet'), h('p', {}, 'A run appears here as soon as its topics are in the cluster. ',
        h('code', {}, './ddpo demo'), ' makes one.'))
      : runs.map(run => card(run, now)));
  }

  renewCompare();
  await load();
  listen('/api/events', load, page.connection, signal);
}
