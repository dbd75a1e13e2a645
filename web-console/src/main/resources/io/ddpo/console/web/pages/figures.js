// Figures in rows: what a chart draws, for those who read rather than look.
import {h, refill, setText} from './dom.js';
import {aligned} from './format.js';

/** What somebody scrolls through; a redraw of more would be felt. */
const MOST_ROWS = 400;

/** A table in a card, the newest row first; it stays where somebody has scrolled it while its rows are drawn anew. */
export function figuresTable(title) {
  const rows = h('table', {});
  const more = h('p', {class: 'hint', hidden: true});
  const element = h('section', {class: 'card'}, h('h2', {}, title),
    h('div', {class: 'table-box', tabindex: '0', role: 'region', 'aria-label': title}, rows), more);
  return {
    element,
    /**
     * @param first what the rows are of
     * @param xs ascending
     * @param columns of {name, about, values}: a number for each row, null where there is none, or a text
     * @param href where a row leads to, by its number; nowhere without
     */
    draw(first, xs, columns, href = null) {
      element.hidden = columns.length === 0;
      const shown = xs.map((x, row) => row).slice(-MOST_ROWS).reverse();
      refill(rows, h('thead', {}, h('tr', {}, h('th', {scope: 'col'}, first),
        columns.map(({name, about}) => h('th', {scope: 'col', title: about ?? null}, name)))),
      h('tbody', {}, shown.map(row => h('tr', {}, h('th', {scope: 'row'}, href === null ? String(xs[row]) : h('a', {href: href(row)}, String(xs[row]))),
        columns.map(({values}) => h('td', {}, typeof values[row] === 'string' ? values[row] : aligned(values[row])))))));
      more.hidden = xs.length <= MOST_ROWS;
      setText(more, `The last ${MOST_ROWS} of ${xs.length}.`);
    },
  };
}
