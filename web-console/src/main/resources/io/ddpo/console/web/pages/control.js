// What was done to the run, by whom and why; and doing it.
import {fill, h} from './dom.js';
import {clock} from './format.js';

const NAMES = {
  create: 'Created', pause: 'Pause', resume: 'Resume', stop: 'Stop', settings: 'Settings', samplers: 'Samplers', 'roll-back': 'Roll back',
};
const EFFECTS = {
  pause: 'No new requests from the end of this iteration on; work in flight finishes and is kept.',
  resume: 'Requests go out again.',
  stop: 'As a pause, and the roles leave. Nothing is lost.',
};

/** Asks why, in a dialog; null if somebody thinks better of it. */
export function askForReason(command, run) {
  return new Promise(resolve => {
    const why = h('textarea', {id: 'why', rows: '3', maxlength: '500', required: true});
    const dialog = h('dialog', {'aria-labelledby': 'ask', onclose: () => {
      dialog.remove();
      resolve(dialog.returnValue === 'go' ? why.value.trim() : null);
    }}, h('form', {method: 'dialog', onsubmit: event => {
      if (event.submitter?.value === 'go' && why.value.trim() === '') {
        event.preventDefault();
        why.setCustomValidity('A reason is needed.');
        why.reportValidity();
      }
    }},
    h('h2', {id: 'ask'}, `${NAMES[command]} ${run}?`), h('p', {class: 'hint'}, EFFECTS[command]),
    h('label', {for: 'why'}, 'Why? Everybody who looks at this run will read it.'), why,
    h('div', {class: 'actions'},
      h('button', {value: 'no', formnovalidate: true}, 'Cancel'),
      h('button', {value: 'go', class: command === 'stop' ? 'danger' : 'primary'}, NAMES[command]))));
    why.addEventListener('input', () => why.setCustomValidity(''));
    document.body.append(dialog);
    dialog.showModal();
    why.focus();
  });
}

export async function tab({api, signal, body, detail}) {
  const list = h('ol', {class: 'timeline'});
  fill(body, h('section', {class: 'card'}, h('h2', {}, 'Timeline'),
    h('p', {class: 'hint'}, 'Every command is a record in the run’s control topic. The learner takes them in at the end of an iteration.'), list));

  async function load() {
    const {events} = await api.part('control', {}, signal);
    const versions = detail().versions;
    fill(list, events.map(event => {
      const taken = versions.find(version => version.nextControlOffset > event.offset);
      return h('li', {class: 'event', 'data-command': event.command},
        h('div', {class: 'event-head'}, h('strong', {}, NAMES[event.command] ?? event.command), h('span', {class: 'hint'}, `by ${event.who}`),
          h('time', {datetime: new Date(event.time).toISOString()}, clock(event.time))),
        event.why ? h('p', {class: 'event-why'}, event.why) : null,
        Object.keys(event.details).length === 0 ? null : h('dl', {class: 'pairs'}, Object.entries(event.details).map(([name, value]) =>
          h('div', {}, h('dt', {}, name), h('dd', {}, value)))),
        h('p', {class: 'hint'}, taken ? `In effect from version ${taken.version} on.` : 'Waits for the end of the iteration.'));
    }));
  }

  await load();
  return changed => changed.includes('control') || changed.includes('versions') ? load() : undefined;
}
