// The REST interface; /openapi.json describes it.
import {session} from './session.js';

/** What went wrong, in a sentence of the server. */
export class ApiError extends Error {
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

/** Whether the session is being ended: what was asked for with it leads nowhere then. */
let leaving = false;

async function ask(address, options) {
  let reply;
  try {
    reply = await fetch(address, options);
  } catch (failure) {
    if (failure.name === 'AbortError') {
      throw failure;
    }
    throw new ApiError('The console does not answer.', 0);
  }
  if (reply.status === 401 && !leaving) {
    location.assign('/login?next=' + encodeURIComponent(location.pathname + location.search));
  }
  const body = reply.status === 204 ? {} : await reply.json();
  if (!reply.ok) {
    throw new ApiError(body.error, reply.status);
  }
  return body;
}

/** Parameters that are null or undefined are left out. */
export function query(parameters) {
  const entries = Object.entries(parameters).filter(([, value]) => value !== null && value !== undefined && value !== '');
  return entries.length === 0 ? '' : '?' + new URLSearchParams(entries);
}

export function get(address, parameters = {}, signal) {
  return ask(address + query(parameters), {signal});
}

export async function post(address, body) {
  const {csrf} = await session();
  return ask(address, {
    method: 'POST', headers: {'Content-Type': 'application/json', ...(csrf ? {'X-CSRF-Token': csrf} : {})}, body: JSON.stringify(body),
  });
}

/** Ends the session and goes to the login. */
export async function logOut() {
  leaving = true;
  try {
    await post('/api/logout', {});
    location.assign('/login');
  } catch (failure) {
    leaving = false;
    throw failure;
  }
}

/** The API of one run. */
export function runApi(run) {
  const base = `/api/runs/${encodeURIComponent(run)}`;
  return {
    base,
    detail: signal => get(base, {}, signal),
    part: (name, parameters, signal) => get(`${base}/${name}`, parameters, signal),
    /** @param command {command} with what it needs: {settings} or {count} */
    command: (command, why) => post(`${base}/control`, {...command, why}),
    /** The address of a picture: with the epoch of the run, under which it never changes. */
    picture: (id, kind, epoch) => `${base}/samples/${encodeURIComponent(id)}/${kind}?e=${encodeURIComponent(epoch)}`,
  };
}

/** More rows than a screen has pixels; beyond it every other one of the older half goes, as in the server. */
const MOST_ROWS = 6_000;

/** A group of points of which there are none. */
const NO_ROWS = {iteration: [], version: [], step: [], time: [], values: {}};

/** The rows of one group of points behind those of an earlier page. */
function append(earlier, group) {
  const rows = earlier.iteration.length;
  const more = group.iteration.length;
  const values = {};
  for (const name of new Set([...Object.keys(earlier.values), ...Object.keys(group.values)])) {
    values[name] = [
      ...(earlier.values[name] ?? Array(rows).fill(null)),
      ...(group.values[name] ?? Array(more).fill(null)),
    ];
  }
  const joined = column => [...earlier[column], ...group[column]];
  return thinned({iteration: joined('iteration'), version: joined('version'), step: joined('step'), time: joined('time'), values});
}

function thinned(group) {
  const rows = group.iteration.length;
  if (rows <= MOST_ROWS) {
    return group;
  }
  const kept = column => column.filter((unused, row) => row >= rows / 2 || row % 2 === 0);
  return thinned({
    values: Object.fromEntries(Object.entries(group.values).map(([name, column]) => [name, kept(column)])),
    iteration: kept(group.iteration), version: kept(group.version), step: kept(group.step), time: kept(group.time),
  });
}

/**
 * All points of some series, as far as the server has them: what an earlier answer lacks is asked for, and nothing else.
 *
 * @param by label by whose values the points of a series are parted; each part has a name of its own then
 * @returns {last, groups}: columns by the name of the series, or by that and the value of the label
 */
export async function metricsSince(api, series, earlier, signal, by = null) {
  const groups = {...earlier?.groups};
  let last = earlier?.last ?? null;
  let page;
  do {
    page = await api.part('metrics', {series: series.join(','), by, after: last}, signal);
    for (const group of page.groups) {
      const name = group.label === '' ? group.series : `${group.series} ${group.label}`;
      groups[name] = append(groups[name] ?? NO_ROWS, group);
    }
    last = page.last;
  } while (page.more);
  return {last, groups};
}

/** The columns of one group; without rows where there is none. */
export function columnsOf(metrics, name) {
  return metrics?.groups[name] ?? NO_ROWS;
}
