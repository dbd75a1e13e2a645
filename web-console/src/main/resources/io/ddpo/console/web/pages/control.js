// What was done to the run, by whom and why; and doing it.
import {fill, h, refill, setText} from './dom.js';
import {clock, duration} from './format.js';
import {commandName, offspringName} from './reason.js';
import {stateChip} from './runs.js';

/** A fleet controller that has not moved for so long is probably not there. */
const PATIENCE_SECONDS = 30;

export async function tab({api, signal, body, detail, steer, mayOperate}) {
  const samplers = samplersCard();
  const settings = settingsCard();
  const list = h('ol', {class: 'timeline'});
  fill(body,
    mayOperate ? null : h('p', {class: 'hint'}, 'You look at this run as a viewer; steering it takes an operator.'),
    h('div', {class: 'steering'}, settings.element, h('div', {class: 'stack'}, samplers.element,
      h('section', {class: 'card'}, h('h2', {}, 'Timeline'),
        h('p', {class: 'hint'}, 'Every command is a record in the run’s control topic, and the learner takes them in at the end of an iteration. Runs that come from this one are here too.'), list))));

  function samplersCard() {
    const count = h('input', {type: 'number', id: 'samplers-wanted', class: 'typed', min: '0', max: '1000', step: '1', required: true});
    const facts = h('dl', {class: 'facts'});
    const limit = h('p', {class: 'hint', role: 'status'});
    const form = h('form', {class: 'actions', onsubmit: async event => {
      event.preventDefault();
      await steer({command: 'samplers', count: count.valueAsNumber});
    }}, h('label', {for: 'samplers-wanted'}, 'Wanted'), count, h('button', {type: 'submit'}, 'Set samplers'));
    return {
      element: h('section', {class: 'card'}, h('h2', {}, 'Samplers'), facts, limit, mayOperate ? form : null),
      draw(fleet, now, stages) {
        const fact = (label, value) => h('div', {}, h('dt', {}, label), h('dd', {}, value));
        fill(facts, fact('Wanted', fleet.wanted === null ? '–' : String(fleet.wanted)), fact('There', String(fleet.alive)), fact('Sampling', String(fleet.working)),
          fleet.quarantined > 0 ? fact('Quarantined', String(fleet.quarantined)) : null);
        if (count.value === '') {
          count.value = String(fleet.wanted ?? fleet.alive);
        }
        setText(limit, whatLimits(fleet, now, stages));
      },
    };
  }

  function settingsCard() {
    const rows = h('tbody', {});
    const change = h('button', {type: 'submit', class: 'primary', disabled: true}, 'Change…');
    const clear = h('button', {type: 'reset', class: 'quiet'}, 'Clear');
    const inputs = new Map();
    const wanted = () => Object.fromEntries([...inputs].map(([path, input]) => [path, input.value.trim()]).filter(([, text]) => text !== ''));
    const renew = () => {
      change.disabled = Object.keys(wanted()).length === 0;
    };
    const form = h('form', {
      oninput: renew, onreset: () => setTimeout(renew),
      onsubmit: async event => {
        event.preventDefault();
        if (await steer({command: 'settings', settings: wanted()})) {
          form.reset();
        }
      },
    }, h('div', {class: 'table-box', tabindex: '0', role: 'region', 'aria-label': 'Settings of the run'}, h('table', {class: 'settings'},
      h('thead', {}, h('tr', {}, ['Setting', 'In effect', 'At first', ...(mayOperate ? ['New value'] : [])].map(name => h('th', {scope: 'col'}, name)))), rows)),
    mayOperate ? h('div', {class: 'actions'}, change, clear) : null);
    return {
      element: h('section', {class: 'card'}, h('h2', {}, 'Settings'),
        h('p', {class: 'hint'}, 'What a run may change while it goes on; the rest of its specification is what it is.'), form),
      draw(settings) {
        fill(rows, settings.map(({path, value, first, pending}) => {
          const input = inputs.get(path) ?? h('input', {type: 'text', inputmode: 'decimal', 'aria-label': `New value of ${path}`, placeholder: value, maxlength: '40'});
          inputs.set(path, input);
          input.placeholder = value;
          return h('tr', {}, h('th', {scope: 'row', class: 'mono'}, breakable(path)),
            h('td', {class: 'number'}, value === '' ? h('span', {class: 'hint'}, 'none') : value, pending === null ? null : h('span', {class: 'pending block'}, `${pending} from the next iteration on`)),
            h('td', {class: 'number'}, first === value ? h('span', {class: 'hint'}, 'the same') : first || h('span', {class: 'hint'}, 'none')),
            mayOperate ? h('td', {}, input) : null);
        }));
      },
    };
  }

  async function drawSteering() {
    const [{settings: all}, {fleet, now}, {stages}] = await Promise.all([
      api.part('settings', {}, signal), api.part('workers', {}, signal), api.part('pipeline', {}, signal)]);
    if (!document.activeElement?.matches('.settings input')) { // nothing moves under somebody's hands
      settings.draw(all);
    }
    samplers.draw(fleet, now, stages);
  }

  async function drawTimeline() {
    const {events, offspring} = await api.part('control', {}, signal);
    const rows = [...events.map(event => [event.time, command(event)]), ...offspring.map(child => [child.time, launch(child)])];
    refill(list, rows.sort(([a], [b]) => b - a).map(([, row]) => row)); // the newest first; commands of the same moment stay in their order
  }

  function row(name, kind, {who, why, time}, ...more) {
    return h('li', {class: 'event', 'data-command': kind},
      h('div', {class: 'event-head'}, h('strong', {}, name), h('span', {class: 'hint'}, `by ${who}`),
        h('time', {datetime: new Date(time).toISOString()}, clock(time))),
      why ? h('p', {class: 'event-why'}, why) : null, ...more);
  }

  function command(event) {
    const taken = detail().versions.find(version => version.nextControlOffset > event.offset);
    return row(commandName(event.command), event.command, event,
      Object.keys(event.details).length === 0 ? null : h('dl', {class: 'pairs'}, Object.entries(event.details).map(([name, value]) =>
        h('div', {}, h('dt', {}, name), h('dd', {}, value)))),
      ['samplers', 'redrive'].includes(event.command) ? null
        : h('p', {class: 'hint'}, taken ? `In effect from version ${taken.version} on.` : 'Waits for the end of the iteration.'));
  }

  function launch(child) {
    return row(offspringName(child), child.kind, child, h('p', {class: 'hint'}, 'As ', h('a', {href: `/runs/${encodeURIComponent(child.run)}`}, child.run),
      child.version === null ? '.' : `, beginning with version ${child.version}.`),
    h('p', {class: 'hint offspring-state'}, stateChip(child, 'small'), ` ${child.iteration} of ${child.iterations} iterations`));
  }

  await Promise.all([drawSteering(), drawTimeline()]);
  return changed => Promise.all([
    changed.length === 0 || changed.some(part => ['control', 'versions', 'workers', 'backlog'].includes(part)) ? drawSteering() : null,
    changed.some(part => ['control', 'versions', 'offspring'].includes(part)) ? drawTimeline() : null]);
}

/** A path that a narrow column breaks behind dots and before capitals. */
function breakable(path) {
  return path.split(/(?<=\.)|(?=[A-Z])/).flatMap((part, at) => at === 0 ? part : [h('wbr'), part]);
}

/** Why there are not more samplers, or why more would not help. */
function whatLimits({wanted, wantedSince, alive, working, quarantined, limit}, now, stages) {
  if (limit) {
    return `The fleet controller says: ${limit}.`;
  }
  if (wanted !== null && alive !== wanted) {
    const waited = (now - wantedSince) / 1000;
    return waited < PATIENCE_SECONDS ? 'The fleet controller has been asked.'
      : `Nobody has followed in ${duration(waited)}: does a fleet controller look after this run?`;
  }
  if (quarantined > 0) {
    return 'A sampler in quarantine broke the ratio contract and gets no work.';
  }
  const waiting = stages.find(stage => stage.name === 'requests')?.backlog ?? 0;
  const learner = stages.find(stage => stage.name === 'learner')?.state;
  if (working === 0 && learner === 'working') {
    return 'The learner trains and the samplers wait for its version: more of them would not help now.';
  }
  return alive > 0 && working === alive && waiting > 0 ? `All of them sample and ${waiting} requests wait: one more would help.` : '';
}
