// Elements without markup: whatever a log says is text and never anything else.

/** An element. `on…` are listeners, `style` an object, `class` a string; null and false leave an attribute out. */
export function h(tag, attributes = {}, ...children) {
  return build(document.createElement(tag), attributes, children);
}

/** The same in SVG. */
export function svg(tag, attributes = {}, ...children) {
  return build(document.createElementNS('http://www.w3.org/2000/svg', tag), attributes, children);
}

function build(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) {
      continue;
    }
    if (name.startsWith('on')) {
      element.addEventListener(name.slice(2), value);
    } else if (name === 'style') {
      for (const [property, setting] of Object.entries(value)) {
        element.style.setProperty(property, setting);
      }
    } else {
      element.setAttribute(name, value === true ? '' : value);
    }
  }
  element.append(...children.flat(Infinity).filter(child => child !== null && child !== undefined && child !== false));
  return element;
}

/** Replaces what an element holds. */
export function fill(element, ...children) {
  element.replaceChildren(...children.flat(Infinity).filter(child => child !== null && child !== undefined && child !== false));
  return element;
}

/** The same for what is drawn anew while people work: what has the focus has it again. */
export function refill(element, ...children) {
  const had = document.activeElement;
  const inside = element.contains(had);
  fill(element, ...children);
  if (inside && !had.isConnected) {
    [...element.querySelectorAll(had.tagName)].find(other => nameOf(other) === nameOf(had))?.focus({preventScroll: true});
  }
  return element;
}

function nameOf(element) {
  return element.getAttribute('aria-label') ?? element.getAttribute('href') ?? element.textContent;
}

/** Sets a text only where it differs, so that a screen reader is not told twice. */
export function setText(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}

let toastTimer;

/** Says something for a few seconds. */
export function toast(text, bad = false) {
  const element = document.getElementById('toast');
  element.textContent = text;
  element.classList.toggle('bad', bad);
  element.classList.add('shown');
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => element.classList.remove('shown'), 6000);
}

/** A group of buttons of which one is chosen. */
export function choice(label, options, chosen, onchoose) {
  const buttons = options.map(([value, text]) => h('button', {
    type: 'button', 'aria-pressed': String(value === chosen), 'data-value': value,
    onclick: () => {
      buttons.forEach(button => button.setAttribute('aria-pressed', String(button.dataset.value === value)));
      onchoose(value);
    },
  }, text));
  return h('div', {class: 'choice', role: 'group', 'aria-label': label}, buttons);
}

/** A line of values without axes; the table beside it has the numbers. */
export function sparkline(values, label, width = 120, height = 28) {
  const known = values.filter(value => value !== null);
  const low = Math.min(...known);
  const range = Math.max(...known) - low || 1;
  const x = index => 3 + index * (width - 6) / Math.max(1, values.length - 1);
  const y = value => height - 4 - (value - low) / range * (height - 8);
  const points = values.map((value, index) => value === null ? null : [x(index), y(value)]).filter(Boolean);
  if (points.length === 0) {
    return h('span', {class: 'none'}, '–');
  }
  const [lastX, lastY] = points.at(-1);
  return svg('svg', {class: 'spark', viewBox: `0 0 ${width} ${height}`, width, height, role: 'img', 'aria-label': label},
    svg('polyline', {points: points.map(point => point.map(n => n.toFixed(1)).join(',')).join(' ')}),
    svg('circle', {cx: lastX.toFixed(1), cy: lastY.toFixed(1), r: 2.5}));
}
