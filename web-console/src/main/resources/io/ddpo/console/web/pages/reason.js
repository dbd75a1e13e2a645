// Asks why before a run is steered.
import {h} from './dom.js';

/** What each command is called, and what it does. */
export const COMMANDS = {
  create: ['Created'],
  pause: ['Pause', 'No new requests from the end of this iteration on; work in flight finishes and is kept.'],
  resume: ['Resume', 'Requests go out again.'],
  stop: ['Stop', 'As a pause, and the roles leave. Nothing is lost.'],
  settings: ['Change settings', 'In effect from the next iteration on, and recorded with every version from there.'],
  samplers: ['Set samplers', 'A fleet controller starts or stops samplers, if one looks after this run.'],
  'roll-back': ['Roll back'],
  redrive: ['Re-drive', 'The record is written into its topic once more, as it is. One that was processed meanwhile changes nothing: each is known by its id.'],
  replay: ['Start replay', 'Creates the run in the log and trains it here. The run that it comes from is only read.'],
  fork: ['Start fork', 'Creates the run in the log and trains it here. The run that it comes from is only read.'],
};

export function commandName(command) {
  return COMMANDS[command]?.[0] ?? command;
}

/** A run that comes from another one, in its timeline. */
export function offspringName({kind}) {
  return kind === 'fork' ? 'Fork' : 'Replay';
}

/**
 * The reason, or null if somebody thinks better of it.
 *
 * @param what {command} with its {settings} or {count}
 */
export function askForReason(what, run) {
  const [name, effect] = COMMANDS[what.command];
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
    h('h2', {id: 'ask'}, what.command === 'settings' ? `Change settings of ${run}?` : what.command === 'samplers'
      ? `${what.count} ${what.count === 1 ? 'sampler' : 'samplers'} for ${run}?` : `${name} ${run}?`),
    h('p', {class: 'hint'}, effect),
    what.settings ? h('dl', {class: 'pairs'}, Object.entries(what.settings).map(([path, value]) =>
      h('div', {}, h('dt', {}, path), h('dd', {}, value)))) : null,
    h('label', {for: 'why'}, 'Why? Everybody who looks at this run will read it.'), why,
    h('div', {class: 'actions'},
      h('button', {value: 'no', formnovalidate: true}, 'Cancel'),
      h('button', {value: 'go', class: what.command === 'stop' ? 'danger' : 'primary'}, name))));
    why.addEventListener('input', () => why.setCustomValidity(''));
    document.body.append(dialog);
    dialog.showModal();
    why.focus();
  });
}
