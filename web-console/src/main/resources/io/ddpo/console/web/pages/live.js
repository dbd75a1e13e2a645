// Hears that something has changed. A hidden tab hears nothing: a browser has six connections for one server.

/** While nothing happens rates fall, and who should have said something falls silent. */
const QUIET_MILLIS = 5000;

/**
 * Calls `onchange(sections)` whenever parts of the run changed, `sections` being the revisions of those that did since
 * the last call, and with none when only time has passed; never twice at a time, so that a slow page falls behind by one
 * change and not by a hundred.
 */
export function listen(address, onchange, onstate, signal) {
  let source = null;
  let told = {};
  let heard = null;
  let busy = false;
  let next = null;
  let done = 0;

  async function deliver() {
    if (busy || next === null) {
      return;
    }
    busy = true;
    const {revision, sections} = next;
    next = null;
    const changed = Object.keys(sections).filter(name => sections[name] !== told[name]);
    told = sections;
    try {
      await onchange(changed, revision);
    } catch (failure) {
      if (failure.name !== 'AbortError') {
        told = {}; // asked again with the next change
      }
    }
    done = performance.now();
    busy = false;
    deliver();
  }

  function open() {
    source = new EventSource(address);
    source.addEventListener('open', () => onstate('live'));
    source.addEventListener('error', () => onstate('lost'));
    source.addEventListener('change', event => {
      heard = JSON.parse(event.data);
      next = heard;
      deliver();
    });
  }

  function close() {
    source?.close();
    source = null;
  }

  function visibility() {
    if (document.hidden) {
      close();
    } else if (source === null) {
      open();
    }
  }

  const clock = setInterval(() => {
    if (source?.readyState === EventSource.OPEN && !busy && heard !== null && performance.now() - done >= QUIET_MILLIS) {
      next = heard;
      deliver();
    }
  }, QUIET_MILLIS / 5);

  document.addEventListener('visibilitychange', visibility, {signal});
  signal.addEventListener('abort', () => {
    clearInterval(clock);
    close();
  });
  if (!document.hidden) {
    open();
  }
}
