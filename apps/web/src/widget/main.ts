import { readAttributes } from './read-attributes.ts';
import { Widget } from './widget.ts';

declare global {
  interface Window {
    /** The chat, once its script has run. */
    Switchboard?: Widget;
  }
}

/** Some browsers forbid pages their storage: then nothing is remembered. */
function storageOf(page: Window): Storage | undefined {
  try {
    return page.localStorage;
  } catch {
    return undefined;
  }
}

function start(): void {
  const script = document.currentScript;
  // A second script tag, or the same again after a change of the page, does not make a second chat.
  if (window.Switchboard || !(script instanceof HTMLScriptElement)) return;
  window.Switchboard = new Widget({
    settings: readAttributes(script.dataset),
    origin: new URL(script.src).origin,
    languages: navigator.languages,
    storage: storageOf(window),
  });
  window.dispatchEvent(new Event('switchboard:ready'));
}

start();
