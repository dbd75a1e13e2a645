// Where a sample is on its way from request to policy, and who works on it.
import {post} from './api.js';
import {fill, h, refill, setText, toast} from './dom.js';
import {ago, clock, count, duration, number, rate} from './format.js';
import {askForReason} from './reason.js';

const NAMES = {
  requests: 'Requests', samplers: 'Samplers', rewards: 'Rewards', advantages: 'Advantages', learner: 'Learner', policy: 'Policy',
};
const STATES = {idle: 'idle', working: 'working', waiting: 'waiting', failed: 'stopped'};

/** The stations of the pipeline in their order. */
export function strip(stages) {
  return h('ol', {class: 'strip', 'aria-label': 'Pipeline'}, stages.map(stage => h('li', {class: 'stage', 'data-state': stage.state},
    h('div', {class: 'stage-name'}, h('span', {class: 'dot', 'aria-hidden': 'true'}), h('strong', {}, NAMES[stage.name] ?? stage.name),
      h('span', {class: 'hint'}, STATES[stage.state] ?? stage.state)),
    h('p', {class: 'stage-figure'}, stage.name === 'policy' ? stage.note : rate(stage.perSecond),
      stage.name === 'policy' ? null : h('span', {class: 'hint'}, ` ${stage.unit}`)),
    h('p', {class: 'stage-note'}, note(stage)),
    stage.progress === null ? null : h('span', {class: 'meter', role: 'img', 'aria-label': `${Math.round(100 * stage.progress)} % done`},
      h('span', {style: {width: `${100 * stage.progress}%`}})))));
}

function note(stage) {
  const parts = [];
  if (stage.workers !== null && stage.workers > 0) {
    parts.push(`${stage.workers} at work`);
  }
  if (stage.backlog !== null && stage.backlog > 0) {
    parts.push(`${count(stage.backlog)} waiting${stage.backlogSeconds ? `, ${duration(stage.backlogSeconds)}` : ''}${trend(stage)}`);
  } else if (stage.backlog === 0) {
    parts.push('nothing waiting');
  }
  if (stage.note && stage.name !== 'policy') {
    parts.push(stage.note);
  }
  if (stage.errors > 0) {
    parts.push(`${count(stage.errors)} failed`);
  }
  return parts.join(' · ');
}

/** A change of less than a twentieth in ten seconds is none that anybody could see. */
function trend({backlog, backlogTrend}) {
  if (backlogTrend === null || Math.abs(backlogTrend) * 200 < backlog) {
    return '';
  }
  return backlogTrend > 0 ? ', growing ↑' : ', shrinking ↓';
}

function workerRow(worker, now) {
  const state = worker.silent ? 'silent' : worker.state;
  return h('tr', {},
    h('th', {scope: 'row'}, worker.worker, worker.message ? h('span', {class: 'hint block'}, worker.message) : null),
    h('td', {}, worker.role),
    h('td', {}, h('span', {class: 'chip small', 'data-state': state === 'stopped' ? 'left' : state}, h('span', {class: 'dot', 'aria-hidden': 'true'}), state)),
    h('td', {}, worker.policyVersion === null ? '–' : String(worker.policyVersion),
      worker.staleness ? h('span', {class: 'hint'}, ` ${worker.staleness} behind`) : null),
    h('td', {}, worker.progress === null ? '–' : `${Math.round(100 * worker.progress)} %`),
    h('td', {}, worker.rates.samples ? rate(worker.rates.samples) : '–'),
    h('td', {}, worker.device),
    h('td', {}, `${worker.host} · ${worker.pid}`),
    h('td', {title: clock(worker.heartbeatAt)}, ago(worker.heartbeatAt, now)));
}

function letterRow(letter, now, redrives, onredrive) {
  const again = redrives.find(({details}) => details.topic === letter.topic && details.partition === String(letter.partition) && details.offset === String(letter.offset));
  return h('tr', {},
    h('td', {class: 'text'}, letter.reason, h('span', {class: 'hint block'}, letter.key ?? 'no key'),
      again ? h('span', {class: 'hint block'}, `Re-driven ${ago(again.time, now)} by ${again.who}: ${again.why}`) : null),
    h('td', {}, letter.stage), h('td', {}, letter.worker),
    h('td', {class: 'mono'}, `${letter.topic} ${letter.partition}:${letter.offset}`),
    h('td', {title: clock(letter.time)}, ago(letter.time, now)),
    h('td', {}, letter.redrivable && onredrive
      ? h('button', {type: 'button', 'aria-label': `Re-drive ${letter.key ?? `offset ${letter.offset}`}`, onclick: () => onredrive(letter)}, 'Re-drive…') : null));
}

/** A table whose rows are drawn anew, and which stays where somebody has scrolled it. */
function table(label, columns, empty) {
  const rows = h('tbody', {});
  const box = h('div', {class: 'table-box', tabindex: '0', role: 'region', 'aria-label': label}, h('table', {},
    h('thead', {}, h('tr', {}, columns.map(column => h('th', {scope: 'col'}, column)))), rows));
  const none = h('p', {class: 'empty-line'}, empty);
  return {
    elements: [box, none],
    draw(next) {
      none.hidden = next.length > 0;
      box.hidden = next.length === 0;
      refill(rows, next);
    },
  };
}

export async function tab({api, signal, body, detail, mayOperate}) {
  const stages = h('div', {});
  const workers = table('Workers', ['Worker', 'Role', 'State', 'Version', 'Progress', 'Rate', 'Device', 'Host · process', 'Heartbeat'],
    'No worker has said anything for a day: heartbeats are kept that long.');
  const letters = table('Dead letters', ['Reason', 'Stage', 'Given up by', 'Came from', 'When', ''], 'None: every record of this run could be processed.');
  const unread = h('p', {class: 'hint', hidden: true});
  const versions = h('section', {class: 'card'});
  fill(body, stages, h('section', {class: 'card'}, h('h2', {}, 'Workers'), workers.elements),
    h('section', {class: 'card'}, h('h2', {}, 'Dead letters'), letters.elements, unread), versions);

  async function load() {
    const [pipeline, people, dead, {events}] = await Promise.all([
      api.part('pipeline', {}, signal), api.part('workers', {}, signal), api.part('dead-letters', {}, signal), api.part('control', {}, signal)]);
    const redrives = events.filter(({command}) => command === 'redrive');
    fill(stages, strip(pipeline.stages));
    workers.draw(people.workers.map(worker => workerRow(worker, people.now)));
    letters.draw(dead.letters.map(letter => letterRow(letter, people.now, redrives, mayOperate ? redrive : null)));
    const {unreadable} = detail().summary;
    unread.hidden = unreadable === 0;
    setText(unread, `${count(unreadable)} records could not be read here; the console's log says which.`);
    const newest = detail().versions.at(-1);
    fill(versions, h('h2', {}, 'Newest version'), newest ? h('dl', {class: 'facts wrap'},
      Object.entries(newest.counters).map(([name, value]) => h('div', {}, h('dt', {}, name), h('dd', {}, number(value)))),
      h('div', {}, h('dt', {}, 'quarantined'), h('dd', {}, newest.quarantined.join(', ') || 'nobody'))) : h('p', {class: 'empty-line'}, 'None yet.'));
  }

  /** Whoever takes the record from its topic sees it once more. */
  async function redrive(letter) {
    const why = await askForReason({command: 'redrive'}, letter.key ?? `offset ${letter.offset}`);
    if (why === null) {
      return;
    }
    try {
      const {offset} = await post(`${api.base}/dead-letters/${letter.letterOffset}/redrive`, {why});
      toast(`${letter.topic} has it once more, at offset ${offset}.`);
    } catch (failure) {
      toast(failure.message, true);
    }
  }

  await load();
  return load;
}
