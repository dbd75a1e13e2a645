// One sample: its picture, what it was judged by, and how it came about.
import {fill, h, svg} from './dom.js';
import {aligned, change, number} from './format.js';

export async function tab({api, home, id, signal, body, detail}) {
  const sample = await api.part(`samples/${encodeURIComponent(id)}`, {}, signal);
  const epoch = detail().summary.epoch;
  const previews = h('div', {class: 'trajectory'});
  const versions = h('div', {class: 'tiles many'});
  const across = h('section', {class: 'card', hidden: true}, h('h2', {}, 'The same seed under every version'), versions);
  fill(body, h('div', {class: 'sample'},
    h('div', {class: 'card sample-picture'}, sample.picture
      ? [h('img', {class: 'large', src: api.picture(id, 'picture', epoch), alt: `Picture of “${sample.prompt}”`}),
        h('p', {class: 'actions'}, h('a', {class: 'button quiet', download: true, href: `${api.base}/samples/${encodeURIComponent(id)}/download`,
          title: 'Prompt, seed, version and reward are in the file'}, 'Download PNG with its data'))]
      : h('p', {class: 'no-picture'}, sample.failureReason)),
    h('div', {class: 'card sample-facts'},
      h('h2', {}, `“${sample.prompt}”`),
      h('p', {class: 'sample-reward'}, h('span', {class: 'big'}, number(sample.reward)), ' ',
        h('span', {class: 'hint'}, sample.reward === null ? `failed while ${sample.failureStage}: ${sample.failureReason}` : 'reward')),
      sample.advantage ? h('p', {}, 'Advantage ', h('strong', {}, change(sample.advantage.advantage)), h('span', {class: 'hint'},
        `: reward less ${number(sample.advantage.mean)}, divided by ${number(sample.advantage.std)} (${sample.advantage.count} rewards of the ${sample.advantage.scope})`)) : null,
      h('dl', {class: 'pairs'},
        pairs({
          'Policy version': sample.version, Set: sample.set, Iteration: sample.iteration, Seed: sample.seed, Sampler: sample.sampler,
          Request: `${sample.requestId}, position ${sample.index}`, ...sample.metadata,
        })),
      Object.keys(sample.components).length === 0 ? null : [h('h3', {}, 'Components of the reward'),
        h('dl', {class: 'pairs'}, pairs(Object.fromEntries(Object.entries(sample.components).map(([name, value]) => [name, number(value)]))))])),
  h('section', {class: 'card'}, h('h2', {}, 'Trajectory'), previews), across);

  drawTrajectory().catch(failure => fill(previews, h('p', {class: 'empty-line'}, failure.message)));
  if (sample.set === 'evaluation') {
    await drawVersions();
  }

  function pairs(values) {
    return Object.entries(values).map(([name, value]) => h('div', {}, h('dt', {}, name), h('dd', {}, String(value))));
  }

  async function drawTrajectory() {
    const trajectory = await api.part(`samples/${encodeURIComponent(id)}/trajectory`, {}, signal);
    const steps = trajectory.timesteps.length;
    const strip = Array.from({length: trajectory.previews}, (unused, step) => {
      const index = Math.floor((step + 1) * steps / trajectory.previews) - 1; // evenly spaced, the last step among them
      return h('figure', {}, h('img', {src: api.picture(id, `previews/${step}`, epoch), alt: `Predicted picture at timestep ${trajectory.timesteps[index]}`}),
        h('figcaption', {}, `t = ${trajectory.timesteps[index]}`));
    });
    fill(previews,
      h('p', {class: 'hint'}, `What the model took the picture for on its way through ${steps} denoising steps, guidance ${number(trajectory.guidanceScale)}, η ${number(trajectory.eta)}.`),
      trajectory.previews === 0 ? h('p', {class: 'empty-line'}, 'The sampler stored no previews.') : h('div', {class: 'film'}, strip),
      h('h3', {}, 'Log-probability of each step'),
      logProbabilities(trajectory));
  }

  function logProbabilities({timesteps, logProbabilities: values}) {
    const low = Math.min(...values);
    const range = Math.max(...values) - low || 1;
    const [width, height] = [640, 96];
    const x = index => 6 + index * (width - 12) / Math.max(1, values.length - 1);
    const y = value => height - 8 - (value - low) / range * (height - 16);
    return h('div', {}, svg('svg', {class: 'log-probabilities', viewBox: `0 0 ${width} ${height}`, role: 'img',
      'aria-label': `From ${number(values[0])} at the first step to ${number(values.at(-1))} at the last, in nats per element`},
    svg('polyline', {points: values.map((value, index) => `${x(index).toFixed(1)},${y(value).toFixed(1)}`).join(' ')}),
    values.map((value, index) => svg('circle', {cx: x(index).toFixed(1), cy: y(value).toFixed(1), r: 2.5},
      svg('title', {}, `t = ${timesteps[index]}: ${number(value)}`)))),
    h('details', {}, h('summary', {}, 'As a table'), h('div', {class: 'table-box', tabindex: '0'}, h('table', {}, h('thead', {}, h('tr', {},
      h('th', {scope: 'col'}, 'Timestep'), h('th', {scope: 'col'}, 'Log-probability'))), h('tbody', {}, values.map((value, index) =>
      h('tr', {}, h('th', {scope: 'row'}, String(timesteps[index])), h('td', {}, number(value)))))))));
  }

  async function drawVersions() {
    const {samples} = await api.part('samples', {set: 'evaluation', prompt: sample.prompt}, signal);
    const same = samples.filter(other => other.seed === sample.seed).sort((a, b) => a.version - b.version);
    across.hidden = same.length < 2;
    fill(versions, same.map(other => h('a', {class: 'tile', href: `${home}/samples/${encodeURIComponent(other.id)}`, 'aria-current': other.id === id ? 'true' : null},
      h('span', {class: 'frame'}, other.picture
        ? h('img', {src: api.picture(other.id, 'thumbnail', epoch), alt: `Version ${other.version}`, loading: 'lazy'}) : h('span', {class: 'no-picture'}, 'no picture')),
      h('span', {class: 'caption'}, `v${other.version} · ${aligned(other.reward)}`))));
  }
}
