// Makes what one reply shows. Every word comes in as text, never as HTML; addresses become links only when they are https or a phone number.

// Written from right to left.
const RIGHT_TO_LEFT = new Set(['ar', 'fa', 'he', 'ps', 'ur']);

let t;

/** Takes the page's texts as they stand on it now. */
export function readTexts() {
  t = JSON.parse(document.getElementById('chat-texts').textContent);
}
readTexts();

/** The text of the page by its name in channels/texts, with {names} filled in. */
export function text(name, values = {}) {
  return t[name].replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole);
}

/** An element; `props` are its properties (dashed names: attributes), strings among the children are text. */
export function el(tag, props = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === false) continue;
    if (name.includes('-') || name === 'role') made.setAttribute(name, value);
    else made[name] = value;
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ''));
  return made;
}

export const hidden = (words) => el('span', { className: 'visually-hidden' }, `${words} `);
const author = (who) => el('span', { className: 'visually-hidden', ...spoken(here()) }, `${who}: `);
const button = (words, onclick, look = 'secondary') => el('button', { type: 'button', className: `button ${look}`, onclick }, words);
const actions = (...children) => (children.some(Boolean) ? el('p', { className: 'actions' }, ...children) : null);
const line = (label, value, aside, look = '') => el('div', { className: 'line' },
  el('dt', {}, label), el('dd', { className: look }, value), aside && el('dd', { className: 'aside no-print' }, aside));

/** How words in a language are pronounced and which way they run, as properties of an element. */
export const spoken = (language) => (language ? { lang: language, dir: RIGHT_TO_LEFT.has(language) ? 'rtl' : 'ltr' } : {});
const here = () => document.documentElement.lang;

/** Leaves for `say(payload, shown)` what a person chooses: the payload to send and the words to show for it. */
export function turn(reply, say) {
  const { buttons = [], custom = {} } = reply;
  const acute = custom.urgency === 'acute';
  const voice = spoken(custom.language);
  const words = paragraphs(linesBeside(custom, reply.text ?? ''));
  const parts = [
    acute ? alarm(words, custom.counters ?? [], voice) : [stepLine(custom), words.length && el('div', { className: 'bubble', ...voice }, author(text('bot')), words)],
    custom.summary && summary(custom.summary, say),
    custom.checklist && checklist(custom.checklist, say),
    custom.receipt && receipt(custom.receipt),
    custom.counters?.length && !acute && counters(custom.counters),
    buttons.length && el('p', { className: 'actions choices', ...voice }, ...buttons.map(({ title, payload }) => button(title, () => say(payload, title)))),
  ].flat().filter(Boolean);
  const wide = acute || custom.summary || custom.checklist || custom.receipt || custom.counters?.length;
  const look = ['turn', acute && 'acute', wide && 'wide', custom.receipt && 'has-receipt'].filter(Boolean).join(' ');
  return el('div', { className: look, lang: here(), role: acute && 'alert' }, ...parts);
}

/** What the person said. */
export function mine(words) {
  return el('div', { className: 'turn mine', lang: here() }, el('div', { className: 'bubble', dir: 'auto' }, author(text('you')), words));
}

/** A line of the page itself, such as that the chat was wiped. */
export function note(...parts) {
  return el('div', { className: 'turn note', lang: here() }, ...parts);
}

/** Why a message did not arrive, with the way to send it again. */
export function unsent(why, again) {
  return el('div', { className: 'alert danger unsent' }, el('p', {}, el('strong', {}, text('unsent')), ` ${why}`), actions(button(text('retry'), again)));
}

/** Three dots for the eye; a screen reader hears the reply itself. */
export function typing() {
  return el('div', { className: 'typing', 'aria-hidden': 'true' }, el('i'), el('i'), el('i'));
}

/** The lines of a reply that no card below it says again: channels that show only text need them, a page does not. */
function linesBeside({ counters: list = [], summary: items = [], checklist: signs = [], receipt: proof }, words) {
  const said = [
    ...items.map(({ label, value }) => `${label}: ${value}`),
    ...signs.map((sign) => `- ${sign.text}`),
    ...(proof ? [proof.reference, proof.secret] : []),
  ];
  const inCard = (line) => said.some((one) => one.split('\n').includes(line) || (proof && line.endsWith(`: ${one}`)))
    || list.some(({ name, why, what_happens: next }) => line.includes(`${name}: `) && [why, next].some((known) => known && line.includes(known)));
  return words.split('\n').map((line) => line.trim()).filter((line) => line && !inCard(line));
}

/** Lines as paragraphs, those with a dash as a list. */
function paragraphs(lines) {
  const made = [];
  for (const line of lines) {
    if (!line.startsWith('- ')) made.push(el('p', {}, line));
    else if (made.at(-1)?.tagName === 'UL') made.at(-1).append(el('li', {}, line.slice(2)));
    else made.push(el('ul', {}, el('li', {}, line.slice(2))));
  }
  return made;
}

function stepLine({ step, of }) {
  return step && of ? el('p', { className: 'step' }, text('step', { step, of })) : null;
}

function alarm(words, list, voice) {
  return el('div', { className: 'alert danger' },
    el('div', voice, words),
    actions(...list.map((counter, place) => callLink(counter, place ? 'secondary' : 'danger', place > 0))));
}

function callLink({ name, phone }, look = '', named = false) {
  const number = String(phone ?? '').replace(/[^\d+]/g, '');
  if (!number) return null;
  const who = name.replace(phone, '').replace(/[\s,:]+$/, '');
  return el('a', { className: `button ${look}`, href: `tel:${number}` },
    named && who ? el('span', {}, `${who}, `, el('span', { className: 'nowrap' }, phone)) : text('call', { phone }));
}

function siteLink(words, address, name) {
  let url;
  try { url = new URL(address); } catch { return null; }
  if (url.protocol !== 'https:') return null;
  return el('a', { className: 'button secondary', href: url.href, target: '_blank', rel: 'noopener noreferrer' },
    words, hidden(` ${name} ${text('new_tab')}`));
}

function openBadge({ open_now: open, opens_at: opensAt }) {
  if (open === true) return el('span', { className: 'badge open' }, text('open'));
  if (open !== false) return el('span', { className: 'badge' }, text('hours_unknown'));
  const moment = opensAt ? new Date(opensAt) : null;
  if (!moment || Number.isNaN(moment.valueOf())) return el('span', { className: 'badge closed' }, text('closed'));
  const time = moment.toLocaleString(text('locale'), { weekday: 'long', hour: '2-digit', minute: '2-digit', timeZone: 'Europe/Amsterdam' });
  return el('span', { className: 'badge closed' }, text('opens', { time }));
}

function counters(list) {
  return el('ul', { className: 'counters' }, ...list.map((counter) => el('li', { className: 'card' },
    el('h3', {}, counter.name),
    el('p', {}, openBadge(counter)),
    counter.why && el('p', {}, counter.why),
    counter.what_happens && el('p', {}, el('strong', {}, `${text('what_happens')}: `), counter.what_happens),
    actions(callLink(counter), siteLink(text('open_chat'), counter.chat, counter.name), siteLink(text('website'), counter.url, counter.name)))));
}

function summary(items, say) {
  return el('div', { className: 'card' },
    el('h3', {}, text('summary')),
    el('dl', { className: 'facts' }, ...items.map(({ label, value, payload }) => line(label, shown(value),
      payload && el('button', { type: 'button', className: 'button quiet choices', onclick: () => say(payload, `${text('correct')}: ${label}`) },
        text('correct'), hidden(` ${label}`))))));
}

function shown(value) {
  if (value === null || value === undefined || value === '' || value.length === 0) return text('unanswered');
  return Array.isArray(value) ? value.join(', ') : String(value);
}

function checklist(items, say) {
  const box = ({ id, text: words }) => el('label', { className: 'choice' }, el('input', { type: 'checkbox', value: id }), el('span', {}, words));
  const form = el('form', { className: 'card choices', autocomplete: 'off' },
    el('fieldset', { className: 'field' }, el('legend', {}, text('checklist')), ...items.map(box)),
    el('button', { className: 'button' }, text('checklist_send')));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const ticked = [...form.querySelectorAll(':checked')];
    const words = ticked.map((input) => `• ${input.parentElement.textContent}`).join('\n');
    say(`/tick_signs${JSON.stringify({ ticked: ticked.map((input) => input.value) })}`, words || text('ticked_none'));
  });
  return form;
}

function receipt({ reference, secret, token, url }) {
  const said = el('span', { role: 'status' });
  return el('div', { className: 'card receipt' },
    el('h3', {}, text('receipt')),
    el('p', {}, text('receipt_help')),
    el('dl', { className: 'facts' }, codeLine(text('reference'), reference, said), codeLine(text('secret'), secret, said)),
    said,
    actions(
      button(text('print'), printReceipt),
      token && button(text('save'), () => save(token)),
      el('a', { className: 'button secondary', href: ownAddress(url), target: '_blank', rel: 'noopener' },
        text('receipt_page'), hidden(` ${text('new_tab')}`))));
}

/** The receipt's address when it is one of this site, else our own page: a receipt never leads elsewhere. */
function ownAddress(address) {
  let own = new URL('/receipt', location);
  try {
    const given = new URL(address ?? own, location);
    if (given.origin === own.origin) own = given;
  } catch { /* our own page, then */ }
  own.searchParams.set('language', here());
  return own.href;
}

function codeLine(label, code, said) {
  const copies = el('button', { type: 'button', className: 'button secondary', onclick: () => copy(code, said) }, text('copy'), hidden(` ${label}`));
  return line(label, code, copies, 'code');
}

async function copy(code, said) {
  try {
    await navigator.clipboard.writeText(code);
    said.textContent = text('copied');
  } catch {
    said.textContent = text('copy_failed');
  }
}

function printReceipt() {
  document.body.classList.add('printing-receipt');
  addEventListener('afterprint', () => document.body.classList.remove('printing-receipt'), { once: true });
  print();
}

function save(token) {
  const address = URL.createObjectURL(new Blob([`${token}\n`], { type: 'text/plain' }));
  el('a', { href: address, download: text('receipt_file') }).click();
  URL.revokeObjectURL(address);
}
