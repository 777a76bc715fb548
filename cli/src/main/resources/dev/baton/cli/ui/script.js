// The page of `baton ui`. Whatever comes from Redis becomes text, never markup: textContent only.
'use strict';

const $ = (id) => document.getElementById(id);
const sort = { order: 'waiting', descending: true };
const trs = new Map(); // rows by lock name
const colours = new Map(); // of processes, in the order in which they were seen
let session = null;
let survey = null; // the newest, and when it came
let openLock = null; // the name of the lock that is open, else null; lock.js shows it
let generation = 0; // of what is shown; answers for another are dropped
let timer = 0;

// --- Words -----------------------------------------------------------------------------------

function make(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}

/** Says it only if it is new, so that screen readers are not told the same again. */
function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** Shows what would not be seen, or would turn the text around. */
function visible(text) {
  return text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, (c) => `\\u{${c.codePointAt(0).toString(16)}}`);
}

function cut(text, most) {
  const letters = Array.from(text);
  return letters.length > most ? letters.slice(0, most - 1).join('') + '…' : text;
}

const number = (n) => n.toLocaleString('en-US');

function duration(millis, fine = false) {
  const s = Math.floor(millis / 1000);
  if (s < 60) return fine ? `${(Math.floor(millis / 100) / 10).toFixed(1)} s` : `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min ${s % 60} s`;
  if (s < 86400) return `${Math.floor(s / 3600)} h ${Math.floor((s % 3600) / 60)} min`;
  return `${Math.floor(s / 86400)} d ${Math.floor((s % 86400) / 3600)} h`;
}

const clock = (micros) => new Date(micros / 1000).toLocaleTimeString([], { hour12: false });

/** The application, with its place beside it; else the token. */
function who(owner) {
  const shown = make('span', 'who');
  shown.title = visible(owner.token);
  if (owner.application === null) {
    shown.append(make('span', 'token', cut(visible(owner.token), 200) || '""'));
    const tag = make('span', 'tag', 'own token');
    tag.title = 'Its holder chose this value; Baton knows no application, host or process of it.';
    shown.append(tag);
  } else {
    shown.append(make('span', 'app', owner.application), make('span', 'host', `${owner.host} · ${owner.pid}`));
  }
  return shown;
}

/** How a lock is shared, for instance "3 share it" or "4 of 5 permits". */
function shares({ count, weight, limited, limit }) {
  if (!limited) return `${number(count)} ${count === 1 ? 'shares' : 'share'} it`;
  const taken = limit === null ? number(weight) : `${number(weight)} of ${number(limit)}`;
  const permits = (limit === null ? weight : limit) === 1 ? 'permit' : 'permits';
  return `${taken} ${permits}${count === 1 || count === weight ? '' : `, ${number(count)} holders`}`;
}

/** What one waits for, or has. */
function wanted({ wants, weight, limit }) {
  if (wants === 'exclusive') return 'exclusive';
  return limit === null ? 'shared' : `${number(weight)} of ${number(limit)} ${limit === 1 ? 'permit' : 'permits'}`;
}

/** Who holds a lock, in a cell: one, or how many. */
function holders(row) {
  if (row.sharing === null) return [who(row.holder)];
  const how = row.sharing.count === 1 && !row.sharing.limited ? 'shared' : shares(row.sharing);
  if (row.sharing.count > 1) return [make('span', 'many', how)];
  const one = who(row.holder);
  one.append(make('span', 'tag', how));
  return [one];
}

/** The same in a sentence. */
function named(owner) {
  return owner.application === null
    ? `“${cut(visible(owner.token), 60)}”`
    : `${owner.application} on ${owner.host} (${owner.pid})`;
}

function colour(owner) {
  const key = owner.application === null ? owner.token.slice(0, 50) : `${owner.application}@${owner.host}:${owner.pid}`;
  if (!colours.has(key)) colours.set(key, colours.size % 8);
  return { key, className: `p${colours.get(key)}` };
}

// --- Asking ----------------------------------------------------------------------------------

async function ask(path, options) {
  let answer;
  try {
    answer = await fetch(path, { ...options, signal: AbortSignal.timeout(10000) });
  } catch {
    throw new Error('baton ui does not answer: it may have been ended.');
  }
  const body = await answer.json().catch(() => ({}));
  if (answer.status === 401) {
    throw new Error('This address has expired: baton ui was started anew. Open the one that it printed.');
  }
  if (!answer.ok) throw Object.assign(new Error(body.error || `baton ui answered ${answer.status}`), { told: true });
  return body;
}

function state(name, text, message) {
  $('state').dataset.state = name;
  say($('state-text'), text);
  $('trouble').hidden = !message;
  say($('trouble'), message || '');
}

function show(trouble) {
  if (!trouble) return state('live', 'live');
  state('trouble', 'Redis is away', `Redis has not answered for ${duration(trouble.millis)}: ${visible(trouble.message)}. `
    + 'What you see is what was known before.');
}

/** Asks again and again, as often as what is shown changes; not while nobody sees the page. */
async function turn() {
  clearTimeout(timer);
  const mine = ++generation;
  let pause = 1000;
  try {
    if (document.hidden) return;
    if (session === null) {
      session = await ask('/api/session');
      say($('server'), session.server);
    }
    if (mine === generation) pause = await (openLock === null ? turnList(mine) : turnLock(mine));
  } catch (e) {
    if (mine === generation) state('gone', e.told ? 'trouble' : 'not connected', e.message);
    session = null;
  } finally {
    if (mine === generation) timer = setTimeout(turn, pause);
  }
}

// --- The list --------------------------------------------------------------------------------

async function turnList(mine) {
  const question = new URLSearchParams({ search: $('search').value.trim(), ...sort });
  const asked = question.toString();
  const known = survey && survey.asked === asked ? survey : null;
  if (known) question.set('seen', known.number);
  const answer = await ask(`/api/locks?${question}`);
  if (mine !== generation) return 0;
  show(answer.trouble);
  if (answer.survey) {
    const rows = answer.survey.rows || known.rows;
    survey = { ...answer.survey, rows, asked, came: performance.now() - answer.survey.ageMillis };
    showList();
  }
  $('table').setAttribute('aria-busy', String(!answer.survey));
  if (!answer.survey) say($('age'), 'looking …');
  return answer.survey ? 1000 : 150;
}

function showList() {
  const { rows, found, locks, waiting } = survey;
  const age = performance.now() - survey.came;
  say($('locks'), number(locks));
  say($('waiting'), number(waiting));
  showDeadlocks($('deadlocks'), survey.deadlocks);
  const stuck = new Set(survey.deadlocks.flatMap((deadlock) => deadlock.locks));
  const most = Math.max(1, ...rows.map((row) => row.waiting));
  const old = new Set(trs.keys());
  rows.forEach((row, place) => {
    old.delete(row.lock);
    if (!trs.has(row.lock)) trs.set(row.lock, newRow(row.lock));
    const tr = trs.get(row.lock);
    fill(tr, row, age, most);
    tr.querySelector('.stuck').hidden = !stuck.has(row.lock);
    if ($('rows').children[place] !== tr) $('rows').insertBefore(tr, $('rows').children[place] || null);
  });
  old.forEach((name) => { trs.get(name).remove(); trs.delete(name); });
  const search = $('search').value.trim();
  $('table').hidden = rows.length === 0;
  $('empty').hidden = rows.length > 0;
  say($('empty-text'), search ? 'No lock matches' : 'No lock is held');
  $('empty-hint').replaceChildren(...(search
    ? [`${number(locks)} held in all.`]
    : ['Take one: ', make('code', '', 'baton run lunch -- sleep 20')]));
  say($('found'), rows.length < found
    ? `${number(found - rows.length)} more: search, or sort by another column`
    : (search && found ? `${number(found)} found` : ''));
  say($('age'), age < 2000 ? 'as of now' : `as of ${duration(age)} ago`);
}

function newRow(name) {
  const tr = make('tr');
  const link = make('a', 'lockname', visible(name));
  link.href = '#lock=' + encodeURIComponent(name);
  link.title = visible(name);
  tr.append(...['', '', 'num', 'num', 'num', 'num fence'].map((c) => make('td', c)));
  tr.cells[0].append(link, make('span', 'tag stuck', 'possible deadlock'));
  tr.addEventListener('click', (e) => { if (e.target !== link && !getSelection().toString()) link.click(); });
  return tr;
}

function fill(tr, row, age, most) {
  const [, holder, heldFor, expires, waiting, fence] = tr.cells;
  const shown = row.sharing === null || row.sharing.count === 1 ? row.holder.token : '';
  const held = `${shown} ${JSON.stringify(row.sharing)}`;
  if (tr.dataset.holder !== held) {
    tr.dataset.holder = held;
    holder.replaceChildren(...holders(row));
  }
  say(heldFor, row.heldForMillis === null ? '–' : duration(row.heldForMillis + age));
  say(expires, row.expiresInMillis === null ? 'never' : duration(row.expiresInMillis));
  if (tr.dataset.waiting !== `${row.waiting}/${most}`) {
    tr.dataset.waiting = `${row.waiting}/${most}`;
    const bar = make('i');
    bar.append(make('b'));
    bar.firstChild.style.width = `${(100 * row.waiting) / most}%`;
    const cell = make('div', row.waiting ? 'queue' : 'queue none');
    cell.append(bar, number(row.waiting));
    waiting.replaceChildren(cell);
  }
  say(fence, row.fencingToken === null ? '–' : String(row.fencingToken));
}

// --- Where one is, and keys ------------------------------------------------------------------

function route() {
  const hash = location.hash;
  openLock = null;
  try {
    if (hash.startsWith('#lock=')) openLock = decodeURIComponent(hash.slice(6));
  } catch { /* not an address of ours */ }
  $('list').hidden = openLock !== null;
  $('lock').hidden = openLock === null;
  document.title = openLock === null ? 'Baton' : `${cut(visible(openLock), 60)} – Baton`;
  if (openLock !== null) enterLock();
  if ($('confirm').open) $('confirm').close();
  turn();
}

document.querySelectorAll('th').forEach((th) => th.firstElementChild.addEventListener('click', () => {
  const order = th.dataset.order;
  sort.descending = order === sort.order ? !sort.descending : !['name', 'holder', 'expires'].includes(order);
  sort.order = order;
  document.querySelectorAll('th').forEach((other) => other.removeAttribute('aria-sort'));
  th.setAttribute('aria-sort', sort.descending ? 'descending' : 'ascending');
  turn();
}));
let typing = 0;
$('search').addEventListener('input', () => { clearTimeout(typing); typing = setTimeout(turn, 200); });
document.addEventListener('visibilitychange', turn);
addEventListener('hashchange', route);
addEventListener('keydown', (e) => {
  if ($('confirm').open || e.ctrlKey || e.metaKey || e.altKey) return;
  if (e.key === '/' && document.activeElement !== $('search')) {
    e.preventDefault();
    if (openLock !== null) location.hash = '';
    $('list').hidden = false;
    $('search').focus();
  } else if (e.key === 'Escape') {
    if (openLock !== null) location.hash = '';
    else if ($('search').value) { $('search').value = ''; turn(); } else $('search').blur();
  }
});
if (location.search) history.replaceState(null, '', '/' + location.hash); // the token is a cookie by now
addEventListener('DOMContentLoaded', route); // when lock.js is there too
