// How rewards are spread, and which samples and prompts are behind them.
import {choice, fill, h, setText, sparkline} from './dom.js';
import {aligned, change, count, number} from './format.js';
import {tile} from './gallery.js';

const PAGE = 60;
const COLUMNS = [
  ['prompt', 'Prompt', row => row.prompt], ['count', 'Samples', row => row.count], ['mean', 'Mean', row => row.mean],
  ['std', 'Spread', row => row.std], ['change', 'Change', row => row.change],
];

export async function tab({api, home, query, page, signal, body, detail}) {
  let set = query.get('set') ?? 'training';
  let version = query.has('version') ? Number(query.get('version')) : null;
  let bin = query.has('from') ? [Number(query.get('from')), Number(query.get('to'))] : null;
  let prompt = query.get('prompt');
  let sort = query.get('sort') ?? 'prompt';
  let up = query.get('up') !== 'false';
  let prompts = [];

  const bars = h('div', {class: 'histogram', role: 'group', 'aria-label': 'Histogram of rewards'});
  const scale = h('div', {class: 'histogram-scale', 'aria-hidden': 'true'});
  const about = h('p', {class: 'hint', role: 'status'});
  const chosen = h('section', {class: 'card', 'aria-label': 'Chosen samples'});
  const table = h('div', {class: 'table-box', tabindex: '0', role: 'region', 'aria-label': 'Rewards of each prompt'});
  const versions = h('select', {id: 'of-version', onchange: () => {
    version = versions.value === '' ? null : Number(versions.value);
    bin = null;
    keep();
    draw();
  }});
  fill(body,
    h('div', {class: 'toolbar'},
      choice('Samples', [['training', 'Training'], ['evaluation', 'Evaluation']], set, value => {
        set = value;
        version = null;
        bin = null;
        prompt = null;
        keep();
        nameVersions();
        draw();
      }),
      h('label', {class: 'slider', for: 'of-version'}, 'Policy version', versions)),
    h('section', {class: 'card'}, h('h2', {}, 'Rewards'), about, bars, scale),
    chosen,
    h('section', {class: 'card'}, h('h2', {}, 'Prompts'), table));

  function keep() {
    page.keep({set: set === 'training' ? null : set, version, from: bin?.[0], to: bin?.[1], prompt,
      sort: sort === 'prompt' ? null : sort, up: up ? null : 'false'});
  }

  function nameVersions() {
    const known = set === 'evaluation' ? detail().evaluated : detail().trained;
    fill(versions, h('option', {value: ''}, 'all'), known.map(each => h('option', {value: String(each), selected: each === version}, String(each))));
  }

  async function drawHistogram() {
    const histogram = await api.part('histogram', {set, version, bins: 40}, signal);
    setText(about, histogram.total === 0 ? 'No rewards yet.'
      : `${count(histogram.total)} rewards${version === null ? ' of all versions in memory' : ` of version ${version}`}. Choose a bar to see its samples.`);
    const most = Math.max(...histogram.counts, 1);
    fill(bars, histogram.counts.map((height, index) => {
      // A reward on an edge belongs to the bin above it; only the last bin includes its upper edge.
      const {width} = histogram;
      const hair = 1e-9 * width;
      const from = histogram.from + index * width;
      const to = from + width;
      const isChosen = bin !== null && Math.abs(bin[0] - from) < 1e-6 * width + 1e-12;
      return h('button', {
        type: 'button', class: 'bin', 'aria-pressed': String(isChosen), disabled: height === 0,
        'aria-label': `${number(from)} to ${number(to)}: ${count(height)} samples`, title: `${number(from)} to ${number(to)}: ${count(height)}`,
        onclick: () => {
          bin = isChosen ? null : [from - hair, index === histogram.counts.length - 1 ? to + hair : to - hair];
          keep();
          draw();
        },
      }, h('span', {style: {height: `${100 * height / most}%`}}));
    }));
    fill(scale, histogram.total === 0 ? [] : [0, 0.5, 1].map(share =>
      h('span', {}, number(histogram.from + share * histogram.width * histogram.counts.length))));
  }

  async function drawChosen() {
    chosen.hidden = bin === null && prompt === null;
    if (chosen.hidden) {
      return;
    }
    const {samples, total} = await api.part('samples', {
      set, version, prompt, from: bin?.[0], to: bin?.[1], order: prompt === null ? 'id' : 'best', limit: PAGE}, signal);
    const what = [prompt === null ? null : `“${prompt}”`, bin === null ? null : `reward ${number(bin[0])} to ${number(bin[1])}`].filter(Boolean).join(', ');
    fill(chosen, h('div', {class: 'section-head'}, h('h2', {}, `${count(total)} samples: ${what}`),
      h('button', {type: 'button', class: 'quiet', onclick: () => {
        bin = null;
        prompt = null;
        keep();
        draw();
      }}, 'Close')),
    total > samples.length ? h('p', {class: 'hint'}, `The first ${samples.length} of them.`) : null,
    h('div', {class: 'tiles many'}, samples.map(sample => tile(sample, api, home, detail().summary.epoch))));
  }

  function drawPrompts() {
    const [, , value] = COLUMNS.find(([key]) => key === sort) ?? COLUMNS[0];
    const rows = [...prompts].sort((a, b) => {
      const [x, y] = [value(a), value(b)];
      const order = typeof x === 'string' ? x.localeCompare(y) : (x ?? -Infinity) - (y ?? -Infinity);
      return up ? order : -order;
    });
    const epoch = detail().summary.epoch;
    const thumb = (id, label) => id === null ? '–' : h('a', {class: 'thumb', href: `${home}/samples/${encodeURIComponent(id)}`, 'aria-label': label},
      h('img', {src: api.picture(id, 'thumbnail', epoch), alt: '', loading: 'lazy', width: 40, height: 40}));
    fill(table, h('table', {}, h('thead', {}, h('tr', {}, COLUMNS.map(([key, label]) => h('th', {
      scope: 'col', 'aria-sort': key === sort ? (up ? 'ascending' : 'descending') : null,
    }, h('button', {type: 'button', class: 'sort', onclick: () => {
      up = key === sort ? !up : key === 'prompt';
      sort = key;
      keep();
      drawPrompts();
    }}, label, h('span', {'aria-hidden': 'true'}, key === sort ? (up ? ' ↑' : ' ↓') : '')))),
    h('th', {scope: 'col'}, 'Trend'), h('th', {scope: 'col'}, 'Worst'), h('th', {scope: 'col'}, 'Best'))),
    h('tbody', {}, rows.map(row => h('tr', {},
      h('th', {scope: 'row'}, h('button', {type: 'button', class: 'link', onclick: () => {
        prompt = row.prompt;
        bin = null;
        keep();
        draw();
        chosen.scrollIntoView({block: 'nearest'});
      }}, row.prompt)),
      h('td', {}, count(row.count), row.failures > 0 ? h('span', {class: 'hint'}, ` ${row.failures} failed`) : null),
      h('td', {class: 'number'}, aligned(row.mean)), h('td', {class: 'number'}, aligned(row.std)),
      h('td', {class: row.change > 0 ? 'up' : row.change < 0 ? 'down' : ''}, change(row.change)),
      h('td', {}, sparkline(row.means, `Mean reward over ${row.means.length} versions`)),
      h('td', {}, thumb(row.worst, `Worst of ${row.prompt}`)), h('td', {}, thumb(row.best, `Best of ${row.prompt}`)))))));
  }

  async function draw() {
    const [, , answer] = await Promise.all([drawHistogram(), drawChosen(), api.part('prompts', {set}, signal)]);
    prompts = answer.prompts;
    drawPrompts();
  }

  nameVersions();
  await draw();
  return async changed => {
    if (changed.includes('samples') && !body.contains(document.activeElement?.closest('table, .histogram'))) {
      nameVersions();
      await draw();
    }
  };
}
