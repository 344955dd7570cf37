// Leaving without a trace, for every page with a link of class "exit". Other scripts hear the event "leave" and wipe what they hold.

const ESCAPES = 3;
const WITHIN_MS = 2000;

const exit = document.querySelector('.exit');
const tabs = self.BroadcastChannel ? new BroadcastChannel('leave') : null;
let escapes = [];
let leaving = false;

for (const hint of exit.querySelectorAll('[hidden]')) hint.hidden = false;

function leave() {
  leaving = true;
  document.documentElement.hidden = true;
  document.dispatchEvent(new Event('leave'));
  location.replace(exit.href);
  document.body.replaceChildren();
}

addEventListener('keydown', (event) => {
  // Escape would stop the browser from leaving, and no key may type into a page that is going away.
  if (leaving) return event.preventDefault();
  if (event.key !== 'Escape' || event.repeat) return;
  escapes = [...escapes.filter((at) => event.timeStamp - at < WITHIN_MS), event.timeStamp];
  if (escapes.length >= ESCAPES) leaveEverywhere();
}, true);

function leaveEverywhere() {
  tabs?.postMessage('leave');
  leave();
}

if (tabs) tabs.onmessage = leave;

// Within the site each page takes the place of the one before: the browser's history holds one entry, and leaving replaces that one.
addEventListener('click', (event) => {
  const link = event.target.closest('a[href]');
  if (!link) return;
  if (link === exit) {
    event.preventDefault();
    leaveEverywhere();
  } else if (link.origin === location.origin && !link.target && !link.hash && !link.hasAttribute('download')
      && !(event.ctrlKey || event.metaKey || event.shiftKey)) {
    event.preventDefault();
    location.replace(link.href);
  }
});

addEventListener('submit', (event) => {
  if (event.defaultPrevented) return;
  event.preventDefault();
  const form = event.target;
  const filled = new URLSearchParams(new FormData(form, event.submitter));
  if (form.method === 'get') location.replace(`${form.action.split('?')[0]}?${filled}`);
  else answerInPlace(form, filled);
});

/** Sending would make a second entry in the history, so the answer takes the place of the form on this page. */
async function answerInPlace(form, filled) {
  form.inert = true;
  const answer = await fetch(form.action, { method: 'POST', body: filled, headers: { Accept: 'text/html' }, credentials: 'omit' })
    .then((response) => response.text(), () => '');
  const main = new DOMParser().parseFromString(answer, 'text/html').querySelector('main');
  if (leaving) return;
  if (!main) return form.submit();  // no connection: the browser says so
  form.closest('main').replaceWith(main);
  main.tabIndex = -1;
  main.focus();
  scrollTo(0, 0);
}

// What the browser keeps to show on Back is an empty page, and that one is fetched anew.
addEventListener('pagehide', () => { document.documentElement.hidden = true; });
addEventListener('pageshow', (event) => { if (event.persisted) location.reload(); });
