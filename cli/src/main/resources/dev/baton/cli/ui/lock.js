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
  ['holder', 'facts', 'sharers', 'queue', 'history'].forEach((id) => $(id).replaceChildren());
  ['queue-count', 'queue-note', 'sharers-note', 'grants'].forEach((id) => say($(id), ''));
  $('release').hidden = $('lease').hidden = true;
  showDeadlocks($('lock-deadlocks'), []);
  $('name').focus();
  scrollTo(0, 0);
}

async function turnLock(mine) {
  const answer = await ask(`/api/lock?${new URLSearchParams({ name: openLock })}`);
  if (mine !== generation) return 0;
  show(answer.trouble);
  showDeadlocks($('lock-deadlocks'), answer.deadlocks);
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
  const { sharing } = lock;
  say($('badge'), held ? (sharing === null ? 'held' : 'shared') : 'free');
  say($('h-holder'), sharing === null ? 'Holder' : 'Holders');
  $('release').hidden = !session.writable || !held;
  say($('release'), sharing === null || sharing.count === 1 ? 'Release by force…'
    : `Release ${lock.holders.length < sharing.count ? `these ${number(lock.holders.length)}` : 'all'} by force…`);
  const limited = sharing !== null && sharing.limited; // nothing tells since when
  const key = sharing === null ? (held ? lock.holder.token : '') : `shared ${limited}`;
  if (!held) {
    fullLease = 0;
    $('holder').replaceChildren(make('span', 'dim', lock.waiting ? 'Nobody; it is about to be granted' : 'Nobody'));
    $('facts').replaceChildren();
  } else if ($('holder').dataset.token !== key || !$('facts').childElementCount) {
    fullLease = 0;
    $('holder').replaceChildren(...(sharing === null
      ? [make('span', `chip ${colour(lock.holder).className}`), who(lock.holder)] : [make('span')]));
    $('facts').replaceChildren(...['Held for', 'Since', 'Expires in', 'Fence', 'Token'].flatMap((term) => {
      const terms = [make('dt', '', term), make('dd', term === 'Token' ? 'token' : '')];
      if (term === 'Token') terms[1].append(make('span'), copyButton());
      if (limited && ['Held for', 'Since'].includes(term) || sharing !== null && term === 'Token') terms.forEach((part) => { part.hidden = true; });
      return terms;
    }));
  }
  $('holder').dataset.token = key;
  if (sharing !== null) say($('holder').firstChild, shares(sharing));
  showSharers(lock);
  if (held) {
    fullLease = Math.max(fullLease, lock.expiresInMillis || 0);
    const [forHow, since, expires, fence, token] = $('facts').querySelectorAll('dd');
    say(forHow, lock.heldForMillis === null ? 'not known' : duration(lock.heldForMillis + age, true));
    say(since, lock.heldForMillis === null ? 'not known' : clock(seen.nowMicros - lock.heldForMillis * 1000));
    say(expires, lock.expiresInMillis === null ? 'never: until it is released' : `${duration(lock.expiresInMillis, true)}${sharing !== null && sharing.count > 1 ? ' at the latest' : ''}, unless renewed`);
    say(fence, lock.fencingToken === null ? 'none remembered' : String(lock.fencingToken));
    say(token.firstChild, visible(lock.holder.token));
  }
  $('lease').hidden = !held || sharing !== null || lock.expiresInMillis === null;
  $('lease-bar').style.width = fullLease ? `${(100 * (lock.expiresInMillis || 0)) / fullLease}%` : '0';
  showQueue(lock, age);
  drawHistory();
}

/** Only where the page may do that: by HTTPS, or on this machine. */
function copyButton() {
  const button = make('button', 'small plain', 'Copy');
  button.type = 'button';
  button.setAttribute('aria-label', 'Copy the token');
  button.hidden = !navigator.clipboard;
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(seen.lock.holder.token);
    say(button, 'Copied');
  });
  return button;
}

/** Each of those who share it, with the end of its lease; the one that ends first on top. */
function showSharers(lock) {
  const old = new Map([...$('sharers').children].map((item) => [item.dataset.token, item]));
  const releasable = session.writable && lock.sharing !== null && lock.sharing.count > 1;
  lock.holders.forEach((holder, place) => {
    // An item stays as long as its holder does: a button that is made anew loses clicks and the focus.
    const item = old.get(holder.token) || newSharer(holder, lock.sharing.limited);
    old.delete(holder.token);
    say(item.querySelector('.waited'), `expires in ${duration(holder.expiresInMillis, true)}`);
    item.querySelector('button').hidden = !releasable;
    if ($('sharers').children[place] !== item) $('sharers').insertBefore(item, $('sharers').children[place] || null);
  });
  old.forEach((item) => item.remove());
  const more = lock.sharing === null ? 0 : lock.sharing.count - lock.holders.length;
  say($('sharers-note'), more > 0 ? `and ${number(more)} more` : '');
}

function newSharer(holder, limited) {
  const item = make('li');
  item.dataset.token = holder.token;
  item.append(make('span', `chip ${colour(holder).className}`), who(holder));
  if (limited || holder.weight !== 1) item.append(make('span', 'tag', `${number(holder.weight)} ${holder.weight === 1 ? 'permit' : 'permits'}`));
  const button = make('button', 'small', 'Release…');
  button.type = 'button';
  button.setAttribute('aria-label', `Release ${named(holder)} by force`);
  button.addEventListener('click', () => confirmRelease([holder]));
  item.append(make('span', 'waited'), button);
  return item;
}

function showQueue(lock, age) {
  const mixed = lock.sharing !== null || lock.waiters.some((waiter) => waiter.wants !== 'exclusive');
  say($('queue-count'), lock.waiting ? `· ${number(lock.waiting)} waiting` : '');
  const items = lock.waiters.map((waiter, place) => {
    const item = make('li');
    item.append(make('span', 'place', String(place + 1)), make('span', `chip ${colour(waiter).className}`), who(waiter));
    if (mixed) item.append(make('span', 'tag', wanted(waiter)));
    item.append(make('span', 'waited', duration(waiter.waitedMillis + age, true)));
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

/** Whose lane a grant is in: those of one application on one host have one, since commands come and go. */
const laneOf = (owner) => (owner.application === null ? colour(owner).key : `${owner.application}@${owner.host}`);

/** The lanes, the one that had it first on top; the eight that had it last. */
function lanesOf(tenures) {
  const last = new Map();
  tenures.forEach((tenure) => last.set(laneOf(tenure), tenure.until));
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
    const mine = tenures.filter((tenure) => laneOf(tenure) === key);
    const [owner] = mine;
    const pids = new Set(mine.map((tenure) => tenure.pid)).size;
    const where = `${owner.host} · ${pids === 1 ? owner.pid : `${number(pids)} processes`}`;
    const label = draw('text', { x: 0, y: i * lane + (left ? 19 : 14) }, cut(owner.application || named(owner), left ? 24 : 40));
    if (owner.application !== null) {
      label.append(draw('tspan', { class: 'axis', dx: 8 }, cut(where, left ? Math.max(6, 27 - owner.application.length) : 30)));
    }
    parts.push(label);
    const looked = x(Math.min(seen.beganMicros, ...tenures.map((tenure) => tenure.from)));
    parts.push(draw('rect', { x: looked, y: i * lane + lane - 25, width: width - looked, height: 20, rx: 3, class: 'lane' }));
  });
  tenures.forEach((tenure) => {
    const { className } = colour(tenure);
    const i = lanes.indexOf(laneOf(tenure));
    if (i < 0) return;
    const until = tenure.over ? tenure.until : to;
    const bar = draw('rect', { x: x(tenure.from), y: i * lane + lane - 25, width: Math.max(2, x(until) - x(tenure.from)), height: 20, rx: 3, class: className });
    bar.append(draw('title', {}, `${named(tenure)}\n${clock(tenure.from)} for ${duration((until - tenure.from) / 1000, true)}${tenure.fence ? `\nfence ${tenure.fence}` : ''}`));
    parts.push(bar);
  });
  $('history').setAttribute('height', height + 26);
  $('history').replaceChildren(...parts);
  const processes = new Set(tenures.map((tenure) => colour(tenure).key)).size;
  const what = tenures.length === 1 ? '1 grant' : `${number(tenures.length)} grants`;
  say($('grants'), tenures.length ? `${what} seen, to ${processes === 1 ? 'one process' : `${number(processes)} processes`}.` : 'Nobody had it in this time.');
}

// --- Releasing -------------------------------------------------------------------------------

/** Asks about the only holder, or about these of those who share it. */
function confirmRelease(victims) {
  const { lock } = seen;
  const next = lock.waiters[0];
  const others = lock.sharing === null ? 0 : lock.sharing.count - victims.length;
  const held = lock.heldForMillis === null || lock.sharing !== null ? '' : ` has had it for ${duration(lock.heldForMillis, true)}.`;
  say($('confirm-title'), `Release “${cut(visible(openLock), 200)}” by force?`);
  const [one] = victims;
  const whom = victims.length === 1
    ? `${named(one)}${held || (lock.sharing === null ? ' has it.' : ' shares it.')} It loses the lock in the middle of its work, and is told: `
      + 'at once if it listens for that, else when it next renews.'
    : `${number(victims.length)} share it: ${victims.slice(0, 3).map(named).join(', ')}${victims.length > 3 ? ' …' : ''}. They lose the lock in the `
      + 'middle of their work, and are told: at once if they listen for that, else when they next renew.';
  const stay = others > 0 ? `${number(others)} ${others === 1 ? 'other shares' : 'others share'} it and ${others === 1 ? 'stays' : 'stay'}.` : '';
  const queue = next
    ? `${number(lock.waiting)} ${lock.waiting === 1 ? 'process is' : 'processes are'} waiting. ${named(next)} is next and gets it${others > 0 ? ' as soon as there is room' : ''}.`
    : (others > 0 ? 'Nobody waits.' : 'Nobody waits: the lock is then free.');
  $('confirm-text').replaceChildren(...[whom, stay, queue].filter((text) => text).map((text) => make('li', '', text)));
  $('confirm').dataset.tokens = JSON.stringify(victims.map((victim) => victim.token));
  $('confirm').dataset.name = openLock;
  $('confirm').showModal();
}

async function release() {
  const { name, tokens } = $('confirm').dataset;
  $('confirm').close();
  let released = 0;
  try {
    const all = JSON.parse(tokens);
    for (const token of all) {
      const answer = await ask('/api/release', {
        method: 'POST',
        headers: { 'Content-Type': 'application/x-www-form-urlencoded', 'X-Baton-Csrf': session.csrf },
        body: new URLSearchParams({ name, token }),
      });
      if (answer.released) released++;
    }
    toast(released ? (all.length === 1 ? 'Released.' : `Released from ${number(released)}.`)
      : 'Nothing was changed: by then somebody else had it.');
  } catch (e) {
    toast(`${released ? `Released from ${number(released)}, and no further.` : 'Not released.'} ${e.message}`);
  }
  turn();
}

function toast(text) {
  $('toast').textContent = text;
  setTimeout(() => say($('toast'), ''), 6000);
}

$('spans').addEventListener('change', () => seen && seen.history && drawHistory());
$('release').addEventListener('click', () => confirmRelease(seen.lock.sharing === null ? [seen.lock.holder] : seen.lock.holders));
$('confirm-no').addEventListener('click', () => $('confirm').close());
$('confirm-yes').addEventListener('click', release);
