// The conversation: one session, kept in this page's memory only; messages go out one by one and are never lost from sight.

import { canSpeak, speak } from './language.js';
import { el, hidden, mine, note, text, turn, typing, unsent } from './render.js';

const SESSION = '/webhooks/web/session';
const MESSAGE = '/webhooks/web/webhook';
const TYPING_AFTER_MS = 300;
const GIVE_UP_MS = 60_000;
const WIPE_AGAIN_MS = 5_000;

const log = document.getElementById('log');
const form = document.getElementById('composer');
const input = document.getElementById('message');
const silence = Number(log.dataset.silenceMinutes);

let session = null;             // given by the server
let life = 0;                   // one more after each wipe: what comes back for an earlier life is not shown
let queue = Promise.resolve();  // messages wait for the one before
let lastAct = Date.now();

const language = () => document.documentElement.lang;

// Talking to the server

class Refused extends Error {
  constructor(status, words) {
    super(words);
    this.status = status;
  }
}

async function post(path, body) {
  const response = await fetch(path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'Accept-Language': language() },
    body: JSON.stringify(body),
    credentials: 'omit',
    signal: AbortSignal.timeout?.(GIVE_UP_MS),
  }).catch(() => { throw new Refused(0, text('offline')); });
  const answer = await response.json().catch(() => null);
  if (!response.ok || !answer) throw new Refused(response.status, answer?.detail ?? text('offline'));
  return answer;
}

function forget(id) {
  return fetch(`${SESSION}/${id}`, { method: 'DELETE', credentials: 'omit', keepalive: true });
}

async function forgetSurely(id) {
  let told = false;
  while (!(await forget(id).then((response) => response.ok, () => false))) {
    if (!told) add(note(el('p', {}, text('wiping_failed', { silence }))));
    told = true;
    await new Promise((resume) => { setTimeout(resume, WIPE_AGAIN_MS); });
  }
}

// Saying something

/** Sends `message`; `words` is what the log shows for it, nothing when the page itself speaks. */
function say(message, words = '') {
  for (const choices of log.querySelectorAll('.choices')) choices.remove();
  const bubble = words ? add(mine(words)) : null;
  bubble?.scrollIntoView();
  if (bubble) keepFocus();
  const now = life;
  queue = queue.then(() => exchange(message, bubble, now));
}

async function exchange(message, bubble, now) {
  if (now !== life) return;
  const dots = typing();
  const showing = setTimeout(() => add(dots), TYPING_AFTER_MS);
  const answer = await ask(message).catch((problem) => problem);
  clearTimeout(showing);
  dots.remove();
  if (now !== life) return;
  if (answer instanceof Error) showUnsent(answer, message, bubble, now);
  else show(answer, bubble);
}

async function ask(message) {
  session ??= (await post(SESSION, { language: language() })).session;
  return post(MESSAGE, { sender: session, message });
}

function showUnsent(problem, message, bubble, now) {
  if (problem.status === 404 || problem.status === 410) session = null;
  const why = unsent(problem.message, () => {
    why.remove();
    keepFocus();
    queue = queue.then(() => exchange(message, bubble, now));
  });
  if (bubble) bubble.append(why);
  else add(note(why));
  why.scrollIntoView({ block: 'nearest' });
}

// Showing what comes back

function add(element) {
  log.append(element);
  return element;
}

function show(replies, bubble) {
  const wiped = replies.some(({ custom }) => custom?.wiped);
  if (wiped) clear();
  follow(replies, bubble);
  for (const reply of replies) add(turn(reply, say));
  bubble?.scrollIntoView();
  const asked = [...replies].reverse().find(({ custom }) => custom?.expects)?.custom.expects;
  input.inputMode = asked === 'phone' ? 'tel' : 'text';
  if (wiped) greet();
}

/** The page goes along with the language of the answer, and so do the words that it answers. */
function follow(replies, bubble) {
  const answered = replies.map(({ custom }) => custom?.language).filter(canSpeak).at(-1);
  if (!answered) return;
  if (answered !== language()) turnTo(answered);
  bubble?.querySelector('.bubble').setAttribute('lang', answered);
}

function turnTo(chosen) {
  speak(chosen);
  openBeside();
}

/** Typing goes on where it was; on a touch screen the keyboard stays away until asked for. */
function keepFocus() {
  if (matchMedia('(pointer: fine)').matches || document.activeElement === input) input.focus();
  else log.focus({ preventScroll: true });
}

// Beginning and ending

function clear() {
  life += 1;
  session = null;
  queue = Promise.resolve();
  log.replaceChildren();
  form.reset();
}

function wipe(words, then) {
  const old = session;
  clear();
  add(note(el('p', {}, words)));
  if (old) forgetSurely(old);
  then();
}

function greet() {
  say('/greet');
}

function offerRestart() {
  const again = el('button', { type: 'button', className: 'button', onclick: () => { clear(); greet(); input.focus(); } }, text('restart'));
  add(note(again));
}

function endSilence() {
  if (session && Date.now() - lastAct > silence * 60_000) wipe(text('silent', { silence }), offerRestart);
}

form.addEventListener('submit', (event) => {
  event.preventDefault();
  const words = input.value.trim();
  form.reset();
  if (words) say(words, words);
  else keepFocus();
});

input.addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  form.requestSubmit();
});

document.getElementById('wipe').addEventListener('click', () => wipe(text('wiped'), greet));

for (const act of ['keydown', 'pointerdown']) addEventListener(act, () => { endSilence(); lastAct = Date.now(); });
addEventListener('visibilitychange', endSilence);
setInterval(endSilence, 30_000);

function vanish() {
  if (session) forget(session).catch(() => {});  // the page is going: nobody is left to tell
  clear();
}
document.addEventListener('leave', vanish);
addEventListener('pagehide', vanish);

// Another language by the link on top: the conversation goes on in it, or begins anew when nothing was said yet.
document.addEventListener('click', (event) => {
  const link = event.target.closest('a.language');
  if (!link || !canSpeak(link.hreflang) || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  event.stopPropagation();
  turnTo(link.hreflang);
  if (log.querySelector('.mine')) say(`/change_language${JSON.stringify({ option: link.hreflang })}`, link.textContent);
  else begin();
});

function begin() {
  const old = session;
  clear();
  if (old) forgetSurely(old);
  greet();
  keepFocus();
}

/** Leaving this page ends the conversation, so what lies beside it opens beside it. */
function openBeside() {
  for (const link of document.querySelectorAll('.footer nav a')) {
    link.target = '_blank';
    link.append(hidden(` ${text('new_tab')}`));
  }
}

openBeside();
form.hidden = false;
greet();
