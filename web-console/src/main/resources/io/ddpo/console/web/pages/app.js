// Finds the view that an address names and draws it. The address holds everything that a view shows.
import {logOut} from './api.js';
import {fill, h, setText} from './dom.js';
import {show as compare} from './compare.js';
import {show as runs} from './runs.js';
import {show as run} from './run.js';
import {session} from './session.js';

const VIEWS = [
  [/^\/$/, runs, () => ({})],
  [/^\/compare$/, compare, () => ({})],
  [/^\/runs\/([^/]+)\/samples\/([^/]+)$/, run, match => ({run: match[1], tab: 'sample', id: match[2]})],
  [/^\/runs\/([^/]+)(?:\/(gallery|rewards|pipeline|control|replay))?$/, run, match => ({run: match[1], tab: match[2] ?? 'overview'})],
];

const root = document.getElementById('view');
const path = document.getElementById('path');
const connection = document.getElementById('connection');
let leaving = new AbortController();

/** What views need of the page around them. */
const page = {
  title(...parts) {
    document.title = [...parts.map(([text]) => text).reverse(), 'ddpo console'].join(' · ');
    fill(path, h('ol', {}, parts.map(([text, href]) => h('li', {},
      href ? h('a', {href}, text) : h('span', {'aria-current': 'page'}, text)))));
  },
  connection(state) {
    connection.dataset.state = state;
    setText(connection, {live: 'Live', lost: 'Reconnecting…', none: ''}[state]);
  },
  /** Goes to another view. */
  go(address) {
    history.pushState(null, '', address);
    draw();
  },
  /** Keeps what a view shows in the address, without a step in the history. */
  keep(parameters) {
    const address = new URL(location.href);
    for (const [name, value] of Object.entries(parameters)) {
      if (value === null || value === undefined || value === '') {
        address.searchParams.delete(name);
      } else {
        address.searchParams.set(name, value);
      }
    }
    history.replaceState(null, '', address);
  },
};

async function draw() {
  leaving.abort();
  leaving = new AbortController();
  const {signal} = leaving;
  const address = new URL(location.href);
  const [pattern, show, parameters] = VIEWS.find(([candidate]) => candidate.test(address.pathname));
  const match = pattern.exec(address.pathname).map(part => part && decodeURIComponent(part));
  page.connection('none');
  if (root.dataset.view !== address.pathname.split('/').slice(0, 3).join('/')) {
    fill(root, h('p', {class: 'loading', role: 'status'}, 'Loading…'));
  }
  root.dataset.view = address.pathname.split('/').slice(0, 3).join('/');
  try {
    await show(root, {...parameters(match), query: address.searchParams, page, signal});
  } catch (failure) {
    if (!signal.aborted) {
      page.title(['Not shown']);
      fill(root, h('div', {class: 'empty'}, h('h1', {}, 'Nothing to show'), h('p', {}, failure.message),
        h('p', {}, h('a', {href: '/'}, 'All runs'))));
    }
  }
}

document.addEventListener('click', event => {
  const link = event.target.closest('a[href]');
  if (!link || event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) {
    return;
  }
  const address = new URL(link.href);
  if (address.origin !== location.origin || link.hasAttribute('download') || !VIEWS.some(([pattern]) => pattern.test(address.pathname)) || link.classList.contains('skip')) {
    return;
  }
  event.preventDefault();
  const samePage = address.pathname === location.pathname;
  page.go(address.href);
  if (!samePage) {
    scrollTo(0, 0);
    root.focus({preventScroll: true});
  }
});
addEventListener('popstate', draw);

const theme = document.getElementById('theme');
const nameTheme = () => {
  theme.textContent = {auto: 'Auto', light: 'Light', dark: 'Dark'}[ddpoTheme.current()];
  theme.setAttribute('aria-label', `Colours: ${ddpoTheme.current()}. Change`);
};
theme.addEventListener('click', () => {
  ddpoTheme.next();
  nameTheme();
});
nameTheme();
session().then(({who, mayOperate, loggedIn}) => fill(document.getElementById('who'),
  loggedIn ? [h('span', {class: 'hint'}, `${who}${mayOperate ? '' : ', viewer'}`), h('button', {type: 'button', class: 'quiet', onclick: logOut}, 'Log out')] : []), () => {}); // a stranger is shown the login by the view itself
draw();
