/**
 * How the launcher and the frame look. It is applied within a shadow root, where the rules of the host's page do not reach;
 * `!important` on the host element itself wins over whatever the page says about its elements.
 */
export const style = `
:host { all: initial !important; }
* { box-sizing: border-box; }
.root { --gap: 20px; position: fixed; z-index: 2147483000; inset-block-end: 0; inset-inline-end: 0; }
.root[data-side="left"] { inset-inline: 0 auto; }
.launcher {
  position: fixed; inset-block-end: max(var(--gap), env(safe-area-inset-bottom)); inset-inline-end: var(--gap);
  display: grid; width: 60px; height: 60px; place-items: center; margin: 0; padding: 0; border: 0; border-radius: 50%;
  background: var(--own); box-shadow: 0 6px 20px rgb(20 24 40 / 28%); color: var(--own-text); cursor: pointer;
}
[data-side="left"] .launcher { inset-inline: var(--gap) auto; }
.launcher:focus-visible { outline: 3px solid var(--own); outline-offset: 3px; }
.launcher svg { width: 28px; height: 28px; }
.badge {
  position: absolute; inset-block-start: -3px; inset-inline-end: -3px; display: grid; min-width: 22px; height: 22px;
  place-items: center; padding: 0 6px; border: 2px solid #fff; border-radius: 99px; background: #c01f1f; color: #fff;
  font: 700 12px/1 system-ui, sans-serif;
}
.badge:empty { display: none; }
.panel {
  position: fixed; inset-block-end: calc(max(var(--gap), env(safe-area-inset-bottom)) + 76px); inset-inline-end: var(--gap);
  width: 400px; max-width: calc(100vw - 2 * var(--gap)); height: min(660px, calc(100dvh - 116px)); overflow: hidden;
  border-radius: 18px; background: Canvas; box-shadow: 0 12px 44px rgb(20 24 40 / 28%); visibility: hidden;
}
[data-side="left"] .panel { inset-inline: var(--gap) auto; }
[data-open] .panel { visibility: visible; }
iframe { display: block; width: 100%; height: 100%; border: 0; color-scheme: normal; }
@media (max-width: 480px) {
  .panel { inset: 0 !important; width: 100%; max-width: none; height: 100dvh; border-radius: 0; }
  [data-open] .launcher { display: none; }
}
@media (prefers-reduced-motion: no-preference) {
  [data-open] .panel { animation: open 180ms ease-out; }
  @keyframes open { from { opacity: 0; transform: translateY(12px); } }
}
@media print { .root { display: none; } }
`;
