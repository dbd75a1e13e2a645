// One chart as this console draws it: quiet axes, a cursor shared by all charts of a page, zoom by dragging.
import uPlot from './vendor/uPlot.js';
import {fill, h, refill, svg} from './dom.js';
import {number} from './format.js';

/** Points of a line that are closer than so many pixels are not drawn beside it. */
const POINT_DISTANCE = 12;
const DASHES = {solid: [], dash: [6, 4], dot: [2, 3]};

function color(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

function axis(more) {
  return {
    stroke: color('ink-2'),
    font: '12px Inter, system-ui, sans-serif',
    grid: {stroke: color('grid'), width: 1},
    ticks: {show: false},
    ...more,
  };
}

function line(spec) {
  const stroke = color(spec.color);
  return {
    label: spec.label,
    stroke: spec.faint ? `color-mix(in srgb, ${stroke} 35%, transparent)` : spec.hidden ? 'transparent' : stroke,
    width: spec.pointsOnly ? 0 : spec.faint ? 1 : spec.hidden ? 0 : 2,
    dash: DASHES[spec.dash ?? 'solid'],
    paths: spec.pointsOnly ? () => null : undefined,
    points: spec.pointsOnly
      ? {show: true, size: 9, width: 2, stroke, fill: color('surface')}
      : {show: (plot, series, first, last) => Boolean(spec.points) && (last - first) * POINT_DISTANCE < plot.width, size: 5, fill: stroke},
    spanGaps: true,
    value: (plot, value) => value === null || value === undefined ? '–' : number(value),
  };
}

/** Vertical lines for what was done to the run; `onplaced` is told where they are, in pixels of the page. */
function marker(getMarkers, onplaced) {
  return {
    hooks: {
      draw: [plot => {
        const context = plot.ctx;
        const places = [];
        context.save();
        context.strokeStyle = color('ink-2');
        context.lineWidth = devicePixelRatio;
        context.setLineDash([2 * devicePixelRatio, 3 * devicePixelRatio]);
        for (const each of getMarkers()) {
          const x = plot.valToPos(each.at, 'x', true);
          if (x < plot.bbox.left || x > plot.bbox.left + plot.bbox.width) {
            continue;
          }
          context.beginPath();
          context.moveTo(x, plot.bbox.top);
          context.lineTo(x, plot.bbox.top + plot.bbox.height);
          context.stroke();
          places.push([each, x / devicePixelRatio]);
        }
        context.restore();
        onplaced(places);
      }],
    },
  };
}

/** Flags at the heads of the lines; those that would lie on each other become one. */
function flags(places) {
  const groups = [];
  for (const [each, left] of [...places].sort((a, b) => a[1] - b[1])) {
    const last = groups.at(-1);
    if (last && left - last.left < 30) {
      last.all.push(each);
    } else {
      groups.push({left, all: [each]});
    }
  }
  return groups.map(({left, all}) => h('a', {
    class: 'flag', href: all.at(-1).href, style: {left: `${left}px`}, title: all.map(({title}) => title).join('\n'),
    'aria-label': all.map(({title}) => title).join('; '),
  }, all.length === 1 ? all[0].text : `${all.at(-1).text} +${all.length - 1}`));
}

/** From the first point to the last; a single one stands in the middle. */
function wholeRange(xs) {
  const [first, last] = xs.length === 0 ? [0, 1] : [xs[0], xs.at(-1)];
  return first === last ? [first - 1, last + 1] : [first, last];
}

/** How a line looks, beside its name. */
function swatch({color: name, dash, pointsOnly, band}) {
  const stroke = {stroke: `var(--${name})`};
  return svg('svg', {width: 22, height: 10, 'aria-hidden': 'true'}, band
    ? svg('rect', {width: 22, height: 10, rx: 2, style: {fill: `var(--${name})`, opacity: '0.2'}})
    : pointsOnly ? svg('circle', {cx: 11, cy: 5, r: 3.5, fill: 'none', 'stroke-width': 2, style: stroke})
      : svg('line', {x1: 0, y1: 5, x2: 22, y2: 5, 'stroke-width': 2, 'stroke-dasharray': DASHES[dash ?? 'solid'].join(' '), style: stroke}));
}

/**
 * A chart in a card. Its head reads out the newest values, or those under the cursor.
 *
 * @param options.title and .hint say what it shows
 * @param options.lines of {label, color, dash, faint, hidden, pointsOnly}; with `key` explained below the title, with
 *     `read` part of the readout
 * @param options.bands pairs of lines between which is filled: [upper, lower, colour]
 * @param options.sync charts of the same key share the cursor
 * @param options.onzoom called with [from, to], or null for everything
 * @param options.flags whether what was done to the run has a flag with its name
 * @param options.onpick called with the index of the point that was clicked
 */
export function chart(options, signal) {
  const box = h('div', {class: 'plot'});
  const flagBox = h('div', {class: 'flags', role: 'group', 'aria-label': 'Commands to the run'});
  const readout = h('p', {class: 'readout'});
  const key = options.lines.filter(line => line.key);
  const card = h('figure', {class: `card chart ${options.wide ? 'wide' : ''}`, 'aria-label': options.title},
    h('figcaption', {}, h('div', {class: 'chart-head'}, h('h3', {}, options.title), readout), h('p', {class: 'hint'}, options.hint),
      key.length === 0 ? null : h('ul', {class: 'key'}, key.map(line => h('li', {}, swatch(line), line.key)))), options.flags ? flagBox : null, box);
  let plot = null;
  let data = options.lines.map(() => []);
  data.unshift([]);
  let markers = [];
  let range = null;

  function build() {
    plot?.destroy();
    plot = null;
    if (box.clientWidth === 0) {
      return;
    }
    plot = new uPlot({
      width: box.clientWidth,
      height: options.height ?? 200,
      padding: [8, 12, 0, 0],
      series: [{label: options.xLabel ?? 'iteration', value: (u, value) => value === null || value === undefined ? '–' : number(value)},
        ...options.lines.map(line)],
      bands: (options.bands ?? []).map(([upper, lower, fill]) => ({
        series: [upper + 1, lower + 1], fill: `color-mix(in srgb, ${color(fill)} 14%, transparent)`,
      })),
      scales: {
        x: {time: false, range: () => range ?? wholeRange(data[0])},
        y: {range: (u, low, high) => low === null ? [0, 1] : uPlot.rangeNum(low, high, {
          min: {pad: 0.1, soft: low >= 0 ? 0 : undefined, mode: low >= 0 && options.fromZero ? 1 : 0}, max: {pad: 0.1, mode: 0}})},
      },
      axes: [
        axis({size: 30, values: (u, ticks) => ticks.map(tick => Number.isInteger(tick) ? String(tick) : '')}),
        axis({size: 58, values: (u, ticks) => ticks.map(number)}),
      ],
      cursor: {
        sync: options.sync ? {key: options.sync} : undefined,
        drag: {x: true, y: false, setScale: false},
        points: {size: 7},
        bind: {dblclick: () => () => options.onzoom?.(null)},
      },
      legend: {show: false},
      plugins: [marker(() => markers, places => options.flags ? refill(flagBox, flags(places)) : null)],
      hooks: {
        setCursor: [u => read(u.cursor.idx)],
        setSelect: [u => {
          if (u.select.width > 4) {
            options.onzoom?.([u.posToVal(u.select.left, 'x'), u.posToVal(u.select.left + u.select.width, 'x')]);
            u.setSelect({left: 0, width: 0, top: 0, height: 0}, false);
          }
        }],
        ready: [u => u.over.addEventListener('click', () => {
          if (u.cursor.idx !== null && u.cursor.idx !== undefined) {
            options.onpick?.(u.cursor.idx);
          }
        })],
      },
    }, data, box);
    plot.root.querySelector('canvas').setAttribute('aria-hidden', 'true');
  }

  /** @param index of the point under the cursor; without one the newest value of each line */
  function read(index) {
    const hovered = index !== null && index !== undefined;
    const values = options.lines.map((line, number) => [line, data[number + 1]]).filter(([line, column]) => line.read && column?.length);
    const valueOf = column => hovered ? column[index] : column.findLast(value => value !== null);
    const known = values.map(([line, column]) => [line, valueOf(column)]).filter(([, value]) => value !== null && value !== undefined);
    fill(readout, hovered ? h('span', {class: 'hint'}, `${options.xLabel ?? 'iteration'} ${number(data[0][index])} `) : null,
      known.map(([line, value], place) => [
        line.read === true ? null : h('span', {class: 'hint'}, `${place > 0 ? ' · ' : ''}${line.read} `), h('strong', {}, number(value))]));
  }

  const resize = new ResizeObserver(() => {
    if (plot === null) {
      build();
    } else if (box.clientWidth > 0) {
      plot.setSize({width: box.clientWidth, height: options.height ?? 200});
    }
  });
  resize.observe(box);
  addEventListener('themechange', build, {signal});
  signal.addEventListener('abort', () => {
    resize.disconnect();
    plot?.destroy();
  });

  return {
    element: card,
    /** @param next x and a column for each line */
    update(next, nextMarkers = [], nextRange = null) {
      data = next;
      markers = nextMarkers;
      range = nextRange;
      plot?.setData(data);
      read(plot?.cursor.idx);
      card.classList.toggle('without-data', data[0].length === 0);
    },
  };
}
