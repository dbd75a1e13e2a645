// The pictures of every policy version, one slider for all of them.
import {choice, fill, h, setText} from './dom.js';
import {aligned, number} from './format.js';

const PLAY_MILLIS = 700;

/** Of which size a picture is fetched: thumbnails are sharp up to the medium one. */
const SIZES = {s: ['Small', 'thumbnail'], m: ['Medium', 'thumbnail'], l: ['Large', 'picture']};

/** A tile that leads to its sample. */
export function tile(sample, api, home, epoch, more = null, kind = 'thumbnail') {
  return h('a', {class: 'tile', href: `${home}/samples/${encodeURIComponent(sample.id)}`, 'aria-label': describe(sample)},
    h('span', {class: 'frame'}, sample.picture
      ? h('img', {src: api.picture(sample.id, kind, epoch), alt: '', loading: 'lazy'})
      : h('span', {class: 'no-picture'}, 'no picture'), more),
    h('span', {class: 'caption'}, sample.reward === null ? 'failed' : aligned(sample.reward)));
}

function describe(sample) {
  const reward = sample.reward === null ? `failed: ${sample.failureReason}` : `reward ${number(sample.reward)}`;
  return `${sample.prompt}, seed ${sample.seed}, version ${sample.version}, ${reward}`;
}

export async function tab({api, home, query, page, signal, body, detail}) {
  const versionsOf = set => set === 'evaluation' ? detail().evaluated : detail().trained;
  let set = query.get('set') ?? (detail().evaluated.length > 1 ? 'evaluation' : 'training');
  let version = query.has('version') ? Number(query.get('version')) : versionsOf(set).at(-1) ?? 0;
  let before = query.has('before') ? Number(query.get('before')) : null;
  let filter = query.get('prompt') ?? '';
  let size = query.get('size') in SIZES ? query.get('size') : 's';
  let playing = null;
  const pages = new Map();
  const epoch = detail().summary.epoch;

  const grid = h('div', {class: 'gallery', 'data-size': size});
  const slider = h('input', {type: 'range', id: 'version', min: '0', step: '1', oninput: () => go(versionsOf(set)[Number(slider.value)])});
  const typed = h('input', {type: 'number', class: 'typed', min: '0', 'aria-label': 'Policy version', onchange: () => {
    typed.value = String(nearest(Number(typed.value)));
    go(Number(typed.value));
  }});
  const play = h('button', {type: 'button', onclick: togglePlay}, 'Play');
  const summary = h('p', {class: 'hint', role: 'status'});
  const swipe = h('input', {type: 'range', min: '0', max: '100', value: query.get('swipe') ?? '50', 'aria-label': 'Before and after', oninput: () => {
    page.keep({swipe: swipe.value});
    showSwipe();
  }});
  const showSwipe = () => grid.style.setProperty('--swipe', `${swipe.value}%`);
  showSwipe();
  const swipeBox = h('div', {class: 'swipe'}, h('span', {}, 'Before'), swipe, h('span', {}, 'After'));
  const compare = h('button', {type: 'button', 'aria-pressed': 'false', onclick: toggleCompare}, 'Before / after');
  const versionBar = h('div', {class: 'version-bar'}, h('label', {for: 'version'}, 'Policy version'), slider, typed, play);
  const setChoice = choice('Samples', [['evaluation', 'Fixed seeds'], ['training', 'Training samples']], set, value => {
    set = value;
    before = null;
    page.keep({set, before: null, swipe: null});
    go(nearest(version));
  });
  const sizeChoice = choice('Size', Object.entries(SIZES).map(([key, [label]]) => [key, label]), size, value => {
    size = value;
    grid.dataset.size = size;
    page.keep({size: size === 's' ? null : size});
    draw();
  });
  fill(body,
    h('div', {class: 'toolbar'}, setChoice, sizeChoice, compare,
      h('input', {type: 'search', placeholder: 'Filter prompts', 'aria-label': 'Filter prompts', value: filter, oninput: event => {
        filter = event.target.value;
        page.keep({prompt: filter});
        draw();
      }}), summary),
    versionBar, swipeBox, grid);

  function nearest(wanted) {
    const versions = versionsOf(set);
    return versions.reduce((best, each) => Math.abs(each - wanted) < Math.abs(best - wanted) ? each : best, versions.at(-1) ?? 0);
  }

  async function samples(of) {
    const key = `${set} ${of}`;
    if (!pages.has(key)) {
      const asked = api.part('samples', {set, version: of}, signal);
      pages.set(key, asked);
      asked.catch(() => pages.delete(key));
    }
    return (await pages.get(key)).samples;
  }

  /** What the slider reaches next is in the browser before it is wanted. */
  async function prefetch(of) {
    if (of === undefined) {
      return;
    }
    for (const sample of await samples(of)) {
      if (sample.picture && matches(sample)) {
        new Image().src = api.picture(sample.id, kind(), epoch);
      }
    }
  }

  const kind = () => SIZES[size][1];
  const matches = sample => sample.prompt.toLowerCase().includes(filter.trim().toLowerCase());

  async function go(next) {
    version = next;
    page.keep({version});
    await draw();
    const versions = versionsOf(set);
    const index = versions.indexOf(version);
    await Promise.all([prefetch(versions[index + 1]), prefetch(versions[index - 1])]).catch(() => {});
  }

  let drawing = 0;

  async function draw() {
    const turn = ++drawing;
    const versions = versionsOf(set);
    slider.max = String(Math.max(0, versions.length - 1));
    slider.value = String(Math.max(0, versions.indexOf(version)));
    slider.setAttribute('aria-valuetext', `version ${version}`);
    if (document.activeElement !== typed) {
      typed.value = String(version); // nothing moves under somebody's hands
    }
    slider.disabled = versions.length < 2;
    play.disabled = versions.length < 2;
    compare.hidden = set !== 'evaluation' || versions.length < 2;
    compare.setAttribute('aria-pressed', String(before !== null));
    swipeBox.hidden = before === null;
    if (versions.length === 0) {
      setText(summary, '');
      fill(grid, h('div', {class: 'empty'}, h('h2', {}, 'No pictures yet'), h('p', {}, set === 'evaluation'
        ? 'This run has not been evaluated yet. Its training samples are in the other tab.' : 'They appear as they are judged.')));
      return;
    }
    const now = (await samples(version)).filter(matches);
    const then = before === null ? [] : await samples(before);
    if (turn !== drawing) {
      return; // the slider has moved on
    }
    const rewards = now.map(sample => sample.reward).filter(reward => reward !== null);
    setText(summary, `${now.length} samples of version ${version}${before === null ? '' : ` beside version ${before}`}, mean reward ${
      number(rewards.reduce((sum, reward) => sum + reward, 0) / rewards.length)}`);
    const old = new Map(then.map(sample => [`${sample.prompt} ${sample.seed}`, sample]));
    renew(now, sample => old.get(`${sample.prompt} ${sample.seed}`));
  }

  const tiles = new Map();

  /** Fixed seeds keep their place and their element: only the picture in it changes. */
  function renew(now, earlier) {
    const byPrompt = new Map();
    for (const sample of now) {
      byPrompt.set(sample.prompt, [...byPrompt.get(sample.prompt) ?? [], sample]);
    }
    const keys = [set, size, before !== null, ...now.map(sample => `${sample.prompt} ${set === 'evaluation' ? sample.seed : sample.id}`)].join();
    if (keys === grid.dataset.keys) {
      now.forEach((sample, index) => renewTile(tiles.get(index), sample, earlier(sample)));
      return;
    }
    grid.dataset.keys = keys;
    tiles.clear();
    const indices = new Map(now.map((sample, index) => [sample, index]));
    fill(grid, [...byPrompt].map(([prompt, group]) => h('section', {class: 'prompt-block'},
      h('h3', {}, prompt),
      h('div', {class: 'tiles'}, group.map(sample => {
        const element = tile(sample, api, home, epoch, overlay(earlier(sample)), kind());
        tiles.set(indices.get(sample), element);
        return element;
      })))));
  }

  function overlay(sample) {
    return before === null || !sample?.picture ? null
      : h('img', {class: 'before', src: api.picture(sample.id, kind(), epoch), alt: ''});
  }

  function renewTile(element, sample, earlier) {
    element.href = `${home}/samples/${encodeURIComponent(sample.id)}`;
    element.setAttribute('aria-label', describe(sample));
    const image = element.querySelector('img:not(.before)');
    if (image && sample.picture) {
      image.loading = 'eager';
      image.src = api.picture(sample.id, kind(), epoch);
    }
    const old = element.querySelector('img.before');
    if (old && earlier) {
      old.src = api.picture(earlier.id, kind(), epoch);
    }
    setText(element.querySelector('.caption'), sample.reward === null ? 'failed' : aligned(sample.reward));
  }

  function toggleCompare() {
    before = before === null ? versionsOf(set)[0] : null;
    page.keep({before, swipe: before === null ? null : swipe.value});
    if (before === version) {
      go(versionsOf(set).at(-1));
    } else {
      draw();
    }
  }

  function step(by) {
    const versions = versionsOf(set);
    const index = Math.min(versions.length - 1, Math.max(0, versions.indexOf(version) + by));
    return go(versions[index]);
  }

  function togglePlay() {
    if (playing !== null) {
      stop();
      return;
    }
    if (version === versionsOf(set).at(-1)) {
      go(versionsOf(set)[0]);
    }
    setText(play, 'Pause');
    playing = setInterval(() => version === versionsOf(set).at(-1) ? stop() : step(1), PLAY_MILLIS);
  }

  function stop() {
    clearInterval(playing);
    playing = null;
    setText(play, 'Play');
  }

  document.addEventListener('keydown', event => {
    if (event.target.matches('input, textarea, select, [role="dialog"] *') || event.altKey || event.ctrlKey || event.metaKey) {
      return;
    }
    const keys = {ArrowLeft: () => step(-1), ArrowRight: () => step(1), Home: () => go(versionsOf(set)[0]), End: () => go(versionsOf(set).at(-1))};
    if (keys[event.key]) {
      event.preventDefault();
      keys[event.key]();
    }
  }, {signal});
  signal.addEventListener('abort', stop);

  version = nearest(version);
  await go(version);
  return async changed => {
    if (changed.includes('samples') || changed.includes('versions')) {
      pages.delete(`${set} ${versionsOf(set).at(-1)}`);
      await draw();
    }
  };
}
