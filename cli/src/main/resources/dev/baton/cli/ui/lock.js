// One lock: its holder, its queue, and a picture of who had it. Uses what script.js has.
'use strict';

let seen = null; // the newest sight of it
let fullLease = 0; // the longest time to its end that was seen of this holder

function enterLock() {
  seen = null;
  colours.clear();
  $('holder').dataset.token = '';
  say($('name'), visible(openLock));
  say($('badge'), '');
  ['holder', 'facts', 'queue', 'history'].forEach((id) => $(id).replaceChildren());
  ['queue-count', 'queue-note', 'grants'].forEach((id) => say($(id), ''));
  $('release').hidden = $('lease').hidden = true;
  $('name').focus();
  scrollTo(0, 0);
}

async function turnLock(mine) {
  const answer = await ask(`/api/lock?${new URLSearchParams({ name: openLock })}`);
  if (mine !== generation) return 0;
  show(answer.trouble);
  if (!answer.sight) return 100;
  seen = answer.sight.seen;
  if (seen.problem) state('trouble', 'not a lock', visible(seen.problem));
  else showLock(answer.sight.ageMillis);
  return 250;
}

function showLock(age) {
  const { lock } = seen;
  const held = lock.holder !== null;
  $('badge').dataset.held = held;
  say($('badge'), held ? 'held' : 'free');
  $('release').hidden = !session.writable || !held;
  if (!held) {
    fullLease = 0;
    $('holder').replaceChildren(make('span', 'dim', lock.waiting ? 'Nobody; it is about to be granted' : 'Nobody'));
    $('facts').replaceChildren();
  } else if ($('holder').dataset.token !== lock.holder.token || !$('facts').childElementCount) {
    fullLease = 0;
    $('holder').replaceChildren(make('span', `chip ${colour(lock.holder).className}`), who(lock.holder));
    $('facts').replaceChildren(...['Held for', 'Since', 'Expires in', 'Fence', 'Token'].flatMap((term) =>
      [make('dt', '', term), make('dd', term === 'Token' ? 'token' : '')]));
  }
  $('holder').dataset.token = held ? lock.holder.token : '';
  if (held) {
    fullLease = Math.max(fullLease, lock.expiresInMillis || 0);
    const [forHow, since, expires, fence, token] = $('facts').querySelectorAll('dd');
    say(forHow, lock.heldForMillis === null ? 'not known' : duration(lock.heldForMillis + age, true));
    say(since, lock.heldForMillis === null ? 'not known' : clock(seen.nowMicros - lock.heldForMillis * 1000));
    say(expires, lock.expiresInMillis === null ? 'never: until it is released' : `${duration(lock.expiresInMillis, true)}, unless renewed`);
    say(fence, lock.fencingToken === null ? 'none remembered' : String(lock.fencingToken));
    say(token, visible(lock.holder.token));
  }
  $('lease').hidden = !held || lock.expiresInMillis === null;
  $('lease-bar').style.width = fullLease ? `${(100 * (lock.expiresInMillis || 0)) / fullLease}%` : '0';
  showQueue(lock, age);
  drawHistory();
}

function showQueue(lock, age) {
  say($('queue-count'), lock.waiting ? `· ${number(lock.waiting)} waiting` : '');
  const items = lock.waiters.map((waiter, place) => {
    const item = make('li');
    item.append(make('span', 'place', String(place + 1)), make('span', `chip ${colour(waiter).className}`), who(waiter),
      make('span', 'waited', duration(waiter.waitedMillis + age, true)));
    return item;
  });
  $('queue').replaceChildren(...items);
  const more = lock.waiting - items.length;
  say($('queue-note'), lock.waiting === 0 ? 'Nobody waits.' : (more > 0 ? `and ${number(more)} more` : ''));
}

// --- The picture of who had it ---------------------------------------------------------------

function draw(tag, attributes, text) {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
  Object.entries(attributes).forEach(([name, value]) => element.setAttribute(name, value));
  if (text !== undefined) element.textContent = text;
  return element;
}

/** A lane for each process, the one that had it first on top; the eight that had it last. */
function lanesOf(tenures) {
  const last = new Map();
  tenures.forEach((tenure) => last.set(colour(tenure).key, tenure.until));
  const kept = [...last].sort((a, b) => b[1] - a[1]).slice(0, 8).map(([key]) => key);
  return [...last.keys()].filter((key) => kept.includes(key));
}

function drawHistory() {
  const seconds = Number($('spans').querySelector(':checked').value);
  const to = seen.nowMicros;
  const from = to - seconds * 1e6;
  const tenures = seen.history.filter((tenure) => tenure.until >= from);
  const lanes = lanesOf(tenures);
  const width = $('history').clientWidth || 600;
  const left = width > 620 ? 210 : 0;
  const lane = left ? 30 : 44;
  const height = Math.max(1, lanes.length) * lane;
  const x = (micros) => left + ((Math.max(micros, from) - from) / (to - from)) * (width - left);
  const parts = [];
  for (let i = 0; i <= 4; i++) {
    const at = x(from + (i * (to - from)) / 4);
    parts.push(draw('line', { x1: at, x2: at, y1: 0, y2: height + 4 }));
    const ago = seconds * (1 - i / 4);
    parts.push(draw('text', { x: at, y: height + 19, class: 'axis', 'text-anchor': ['start', 'middle', 'middle', 'middle', 'end'][i] },
      i === 4 ? 'now' : `−${ago < 60 ? `${+ago.toFixed(1)} s` : `${+(ago / 60).toFixed(2)} min`}`));
  }
  lanes.forEach((key, i) => {
    const owner = tenures.find((tenure) => colour(tenure).key === key);
    const label = draw('text', { x: 0, y: i * lane + (left ? 19 : 14) }, cut(owner.application || named(owner), left ? 24 : 40));
    if (owner.application !== null) {
      label.append(draw('tspan', { class: 'axis', dx: 8 }, cut(`${owner.host} · ${owner.pid}`, left ? Math.max(6, 27 - owner.application.length) : 30)));
    }
    parts.push(label);
    const looked = x(Math.min(seen.beganMicros, ...tenures.map((tenure) => tenure.from)));
    parts.push(draw('rect', { x: looked, y: i * lane + lane - 25, width: width - looked, height: 20, rx: 3, class: 'lane' }));
  });
  tenures.forEach((tenure) => {
    const { key, className } = colour(tenure);
    const i = lanes.indexOf(key);
    if (i < 0) return;
    const until = tenure.over ? tenure.until : to;
    const bar = draw('rect', { x: x(tenure.from), y: i * lane + lane - 25, width: Math.max(2, x(until) - x(tenure.from)), height: 20, rx: 3, class: className });
    bar.append(draw('title', {}, `${named(tenure)}\n${clock(tenure.from)} for ${duration((until - tenure.from) / 1000, true)}${tenure.fence ? `\nfence ${tenure.fence}` : ''}`));
    parts.push(bar);
  });
  $('history').setAttribute('height', height + 26);
  $('history').replaceChildren(...parts);
  const what = tenures.length === 1 ? '1 grant' : `${number(tenures.length)} grants`;
  say($('grants'), tenures.length ? `${what} seen, to ${lanes.length === 1 ? 'one process' : `${number(new Set(tenures.map((t) => colour(t).key)).size)} processes`}.` : 'Nobody had it in this time.');
}

// --- Releasing -------------------------------------------------------------------------------

function confirmRelease() {
  const { lock } = seen;
  const next = lock.waiters[0];
  const held = lock.heldForMillis === null ? '' : ` has had it for ${duration(lock.heldForMillis, true)}.`;
  say($('confirm-title'), `Release “${cut(visible(openLock), 200)}” by force?`);
  $('confirm-text').replaceChildren(
    make('li', '', `${named(lock.holder)}${held || ' has it.'} It loses the lock in the middle of its work, and is told: `
      + 'at once if it listens for that, else when it next renews.'),
    make('li', '', next
      ? `${number(lock.waiting)} ${lock.waiting === 1 ? 'waits' : 'wait'}. ${named(next)} is next and gets it.`
      : 'Nobody waits: the lock is then free.'));
  $('confirm').dataset.token = lock.holder.token;
  $('confirm').dataset.name = openLock;
  $('confirm').showModal();
}

async function release() {
  const { name, token } = $('confirm').dataset;
  $('confirm').close();
  try {
    const answer = await ask('/api/release', {
      method: 'POST',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded', 'X-Baton-Csrf': session.csrf },
      body: new URLSearchParams({ name, token }),
    });
    toast(answer.released ? 'Released.' : 'Nothing was changed: by then somebody else had it.');
  } catch (e) {
    toast(`Not released. ${e.message}`);
  }
  turn();
}

function toast(text) {
  $('toast').textContent = text;
  setTimeout(() => say($('toast'), ''), 6000);
}

$('spans').addEventListener('change', () => seen && seen.history && drawHistory());
$('release').addEventListener('click', confirmRelease);
$('confirm-no').addEventListener('click', () => $('confirm').close());
$('confirm-yes').addEventListener('click', release);
