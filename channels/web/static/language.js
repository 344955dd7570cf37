// The page in another language without leaving it: the conversation stays, and so does what was typed.

import { readTexts } from './render.js';

const said = (page) => [...page.querySelectorAll('[data-said]')];
const pages = new Map([[document.documentElement.lang, document.cloneNode(true)]]);

// Fetched beforehand, so that no answer waits for it: it may be one to danger.
for (const { hreflang, href } of document.querySelectorAll('link[rel="alternate"]')) {
  if (pages.has(hreflang)) continue;
  fetch(href, { credentials: 'omit' }).then((response) => (response.ok ? response.text() : null)).then((html) => {
    const page = new DOMParser().parseFromString(html ?? '', 'text/html');
    if (said(page).length === said(document).length) pages.set(hreflang, page);
  }, () => {});
}

/** Whether the page can be in this language now. */
export const canSpeak = (language) => pages.has(language);

/** Puts the page in a language that it can speak: each part marked `data-said` takes the words of the same part there. */
export function speak(language) {
  const there = pages.get(language);
  const fresh = said(there);
  said(document).forEach((part, place) => part.replaceChildren(...fresh[place].cloneNode(true).childNodes));
  document.title = there.title;
  document.documentElement.lang = language;
  history.replaceState(null, '', `?language=${language}`);
  readTexts();
}
