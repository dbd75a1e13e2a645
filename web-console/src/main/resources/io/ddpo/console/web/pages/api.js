// The REST interface; /openapi.json describes it.
import {session} from './session.js';

/** What went wrong, in a sentence of the server. */
export class ApiError extends Error {
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

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
  if (reply.status === 401) {
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

/** Rows of a column-wise page of metrics appended to those of an earlier one. */
export function appendMetrics(earlier, page) {
  if (!earlier) {
    return thinned(page);
  }
  const rows = earlier.iteration.length;
  const more = page.iteration.length;
  const values = {};
  for (const name of new Set([...Object.keys(earlier.values), ...Object.keys(page.values)])) {
    values[name] = [
      ...(earlier.values[name] ?? Array(rows).fill(null)),
      ...(page.values[name] ?? Array(more).fill(null)),
    ];
  }
  const joined = column => [...earlier[column], ...page[column]];
  return thinned({
    ...page, values,
    iteration: joined('iteration'), version: joined('version'), step: joined('step'), time: joined('time'),
  });
}

function thinned(page) {
  const rows = page.iteration.length;
  if (rows <= MOST_ROWS) {
    return page;
  }
  const kept = column => column.filter((unused, row) => row >= rows / 2 || row % 2 === 0);
  return thinned({
    ...page,
    values: Object.fromEntries(Object.entries(page.values).map(([name, column]) => [name, kept(column)])),
    iteration: kept(page.iteration), version: kept(page.version), step: kept(page.step), time: kept(page.time),
  });
}

/** Asks on until a page is the last one. @param label name=value that the points have; all of the series without */
export async function metricsSince(api, series, earlier, signal, label = null) {
  let all = earlier;
  let page;
  do {
    page = await api.part('metrics', {series, label, after: all ? all.last : null}, signal);
    all = appendMetrics(all, page);
  } while (page.more);
  return all;
}
