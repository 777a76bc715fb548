// Clients that wait for each other: a picture, and the same in sentences. Uses what script.js has.
'use strict';

const MOST_DEADLOCKS = 3; // that are drawn
const MOST_NODES = 6; // of one that is drawn; the sentences tell of more
const WIDE = 720;
const NODE = { width: 190, height: 52 };

/** Shows them in a section, the first ones; one that is there already stays, with its times renewed. */
function showDeadlocks(section, deadlocks) {
  section.hidden = deadlocks.length === 0;
  const figures = new Map([...section.querySelectorAll('figure')].map((figure) => [figure.dataset.waits, figure]));
  const shown = deadlocks.slice(0, MOST_DEADLOCKS).map((deadlock) => {
    const waits = JSON.stringify(deadlock.waits.map((wait) => [wait.lock, wait.waiter.token, wait.blocker.token]));
    const figure = figures.get(waits) || newDeadlock(deadlock);
    figures.delete(waits);
    figure.dataset.waits = waits;
    deadlock.waits.forEach((wait, i) => figure.querySelectorAll(`[data-wait="${i}"]`)
      .forEach((time) => say(time, duration(wait.waiter.waitedMillis, true))));
    return figure;
  });
  figures.forEach((figure) => figure.remove());
  shown.forEach((figure, place) => {
    const there = section.querySelectorAll('figure')[place];
    if (there !== figure) section.insertBefore(figure, there || section.querySelector('.hint'));
  });
  say(section.querySelector('h2'), deadlocks.length === 1 ? 'A possible deadlock' : `${number(deadlocks.length)} possible deadlocks`);
  const more = deadlocks.length - shown.length;
  say(section.querySelector('.more'), more > 0 ? `${number(more)} more: baton deadlocks tells of them.` : '');
}

function newDeadlock({ waits }) {
  const figure = make('figure', 'deadlock');
  if (waits.length <= MOST_NODES) figure.append(drawDeadlock(waits));
  const sentences = make('ol');
  waits.forEach((wait, i) => {
    const before = waits[(i + waits.length - 1) % waits.length];
    const item = make('li');
    item.append(make('span', `chip ${colour(wait.waiter).className}`), named(wait.waiter));
    if (before.held) item.append(' has ', lockLink(before.lock));
    else item.append(` is before ${named(before.waiter)} in the queue`);
    item.append(' and waits ', waitedTime(make('span'), i), ' for ', lockLink(wait.lock));
    if (wait.waiter.wants === 'shared') item.append(`, ${wanted(wait.waiter)}`);
    sentences.append(item);
  });
  figure.append(sentences);
  return figure;
}

function lockLink(name) {
  const link = make('a', 'lockname', cut(visible(name), 60));
  link.href = '#lock=' + encodeURIComponent(name);
  link.title = visible(name);
  return link;
}

function waitedTime(element, i) {
  element.dataset.wait = i;
  return element;
}

/** The processes in a circle; an arrow leads from each to the one that it waits for. */
function drawDeadlock(waits) {
  const n = waits.length;
  const height = n === 2 ? 150 : 130 + 60 * n;
  const svg = draw('svg', { viewBox: `0 0 ${WIDE} ${height}`, role: 'img', 'aria-label': 'Who waits for whom' });
  const centres = waits.map((_, i) => {
    const angle = (2 * Math.PI * i) / n + (n === 2 ? Math.PI : -Math.PI / 2);
    return [WIDE / 2 + (WIDE / 2 - NODE.width / 2 - 6) * Math.cos(angle),
      height / 2 + (height / 2 - NODE.height / 2 - (n === 2 ? 0 : 6)) * Math.sin(angle)];
  });
  const labels = waits.map((wait, i) => drawWait(svg, wait, i, centres[i], centres[(i + 1) % n], n, height));
  waits.forEach((wait, i) => drawNode(svg, wait.waiter, centres[i]));
  svg.append(...labels);
  return svg;
}

function drawNode(svg, owner, [x, y]) {
  const left = x - NODE.width / 2;
  const top = y - NODE.height / 2;
  svg.append(
    draw('rect', { x: left, y: top, ...NODE, rx: 9, class: 'node' }),
    draw('rect', { x: left + 10, y: top + 10, width: 5, height: NODE.height - 20, rx: 2.5, class: colour(owner).className }),
  );
  const [first, second] = owner.application === null ? [cut(visible(owner.token), 20) || '""', 'own token']
    : [cut(owner.application, 20), cut(`${owner.host} · ${owner.pid}`, 25)];
  svg.append(draw('text', { x: left + 26, y: y - 4, class: 'app' }, first), draw('text', { x: left + 26, y: y + 15, class: 'dim' }, second));
}

/** Draws an arrow that bends outward, from one box to another; its label is returned, to lie on top. */
function drawWait(svg, wait, i, from, to, n, height) {
  const bend = n === 2 ? 46 : 16;
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
  const far = Math.hypot(dx, dy);
  const out = [dy / far, -dx / far]; // to the left of the way: all go round clockwise
  const control = [(from[0] + to[0]) / 2 + 2 * bend * out[0], (from[1] + to[1]) / 2 + 2 * bend * out[1]];
  const start = border(from, control);
  const end = border(to, control);
  const [hx, hy] = unit(control, end);
  const head = [end, [end[0] - 11 * hx - 5 * hy, end[1] - 11 * hy + 5 * hx], [end[0] - 11 * hx + 5 * hy, end[1] - 11 * hy - 5 * hx]];
  svg.append(
    draw('path', { d: `M${start} Q${control} ${end}`, class: wait.held ? 'wait' : 'wait behind' }),
    draw('path', { d: `M${head.join(' L')} Z`, class: 'head' }),
  );
  const middle = [0, 1].map((axis) => (start[axis] + 2 * control[axis] + end[axis]) / 4);
  // Of two arrows the words stand between them; of more outside.
  const side = n === 2 || Math.abs(out[0]) < 0.3 ? 'middle' : (out[0] > 0 ? 'start' : 'end');
  const x = middle[0] + (side === 'middle' ? 0 : 18 * out[0]);
  const y = n === 2 ? middle[1] + (i === 0 ? 19 : -26) : Math.min(height - 24, Math.max(14, middle[1] + 12 * out[1]));
  const link = draw('a', { href: '#lock=' + encodeURIComponent(wait.lock) });
  link.append(draw('title', {}, visible(wait.lock)), draw('text', { x, y, 'text-anchor': side, class: 'lockname' }, cut(visible(wait.lock), n === 2 ? 28 : 20)));
  const time = draw('text', { x, y: y + 17, 'text-anchor': side, class: 'dim' }, wait.held ? 'waits ' : 'behind in the queue ');
  time.append(waitedTime(draw('tspan', {}), i));
  const label = draw('g', { class: 'label' });
  label.append(link, time);
  return label;
}

function unit(from, to) {
  const far = Math.hypot(to[0] - from[0], to[1] - from[1]) || 1;
  return [(to[0] - from[0]) / far, (to[1] - from[1]) / far];
}

/** Where the way from the middle of a box to a point leaves the box, and a little further. */
function border(centre, point) {
  const [dx, dy] = [point[0] - centre[0], point[1] - centre[1]];
  const part = Math.min((NODE.width / 2 + 4) / (Math.abs(dx) || 1e-9), (NODE.height / 2 + 4) / (Math.abs(dy) || 1e-9));
  return [centre[0] + dx * part, centre[1] + dy * part].map((v) => +v.toFixed(1));
}
