// Numbers, times and names as people read them.

/** Four significant digits, no exponent where that stays readable. */
export function number(value) {
  return written(value, false);
}

/** The same with as many decimals as its neighbours have: for what stands in columns. */
export function aligned(value) {
  return written(value, true);
}

function written(value, alike) {
  if (value === null || value === undefined || !Number.isFinite(value)) {
    return '–';
  }
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e6)) {
    return value.toExponential(2).replace(/\.?0+e/, 'e').replace('e+', 'e').replaceAll('-', '−');
  }
  const digits = size >= 1000 ? 0 : size >= 100 ? 1 : size >= 10 ? 2 : size >= 1 ? 3 : 4;
  return (value + 0).toLocaleString('en', {minimumFractionDigits: alike && !Number.isInteger(value) ? digits : 0, maximumFractionDigits: digits}).replace('-', '−');
}

/** With its sign. */
export function change(value) {
  return value > 0 ? '+' + aligned(value) : aligned(value);
}

/** A change in standard deviations. */
export function sigmas(value) {
  return `${value > 0 ? '+' : ''}${value.toFixed(1)} σ`.replace('-', '−');
}

export function count(value) {
  return value === null || value === undefined ? '–' : value.toLocaleString('en');
}

/** 8.4/s; a rate below one in ten seconds counts as none. */
export function rate(value) {
  return !value || value < 0.05 ? '0/s' : `${value.toLocaleString('en', {maximumFractionDigits: value < 10 ? 1 : 0})}/s`;
}

/** 42 s, 3 min, 2 h. */
export function duration(seconds) {
  if (seconds === null || seconds === undefined || !Number.isFinite(seconds)) {
    return '–';
  }
  if (seconds < 1) {
    return '< 1 s';
  }
  const units = [[86400, 'd'], [3600, 'h'], [60, 'min'], [1, 's']];
  const [size, unit] = units.find(([length]) => seconds >= length);
  return `${Math.round(seconds / size)} ${unit}`;
}

export function ago(time, now) {
  return time === null || time === undefined ? '–' : `${duration(Math.max(0, (now - time) / 1000))} ago`;
}

export function clock(time) {
  return new Date(time).toLocaleString('en-GB', {dateStyle: 'medium', timeStyle: 'medium'});
}

export function bytes(size) {
  const units = ['B', 'KiB', 'MiB', 'GiB'];
  let step = 0;
  let rest = size;
  while (rest >= 1024 && step < units.length - 1) {
    rest /= 1024;
    step++;
  }
  return `${rest.toLocaleString('en', {maximumFractionDigits: 1})} ${units[step]}`;
}

/** The last part of a model's path. */
export function modelName(reference) {
  return reference ? reference.replace(/\/+$/, '').split('/').at(-1) : '–';
}

/** DDPO_IS is DDPO-IS to people. */
export function algorithm(name) {
  return name ? name.replaceAll('_', '-') : '–';
}

/** A name for each figure of the learner, with what it means. */
export const FIGURES = {
  rewardMean: ['Mean reward', 'of the samples of the iteration'],
  rewardStd: ['Reward spread', 'population standard deviation of the iteration'],
  loss: ['Loss', 'clipped policy-gradient objective, mean of the updates'],
  approxKl: ['Approximate KL', 'half the mean squared log-ratio, in nats'],
  klToBase: ['Divergence from the base', 'KL of a denoising step to the same step of the base model, per latent element'],
  clipFraction: ['Clip fraction', 'share of transitions whose ratio was clipped'],
  gradientNorm: ['Gradient norm', 'global norm before it is bounded'],
  maxLogRatioOnPolicy: ['Ratio contract', 'largest |log ratio| on fresh samples; must stay below its bound'],
  maxLogRatioOffPolicy: ['Distance from the samples', 'largest |log ratio| on samples that another policy made'],
  samplesPerSecond: ['Samples per second', 'of the whole loop, from request to version'],
  staleness: ['Staleness', 'versions between the policy that sampled and the one that is trained'],
  wallSeconds: ['Seconds per iteration', 'from request to committed version'],
  waitingSeconds: ['Waiting', 'seconds for sampling and scoring'],
  modelSeconds: ['Training', 'seconds of model computation'],
  readingSeconds: ['Reading', 'seconds for trajectories'],
  publishingSeconds: ['Publishing', 'seconds for chunks of weights'],
  overheadSeconds: ['Overhead', 'seconds that are neither waiting nor model computation'],
  reward: ['Evaluation', 'mean reward of the same prompts and seeds at every evaluated version'],
  diversity: ['Diversity', 'mean distance of the pictures of a prompt; 0: all alike'],
  recognised: ['Recognised', 'share of pictures still nearest to what the base drew for them'],
  change: ['Change', 'mean distance to what the base drew for the same prompt and seed'],
  samples: ['Samples', 'trained on in the iteration'],
  openSamples: ['Open samples', 'requested and neither trained on nor given up'],
  ageSeconds: ['Age', 'seconds from the request of the samples to their training'],
  failures: ['Failures', 'samples without a reward'],
  updates: ['Updates', 'optimiser updates'],
  transitions: ['Transitions', 'trained on in the update'],
};

export function figureName(name) {
  return FIGURES[name]?.[0] ?? name;
}
