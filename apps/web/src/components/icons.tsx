import type { JSX } from 'preact';

const stroke = {
  width: 20,
  height: 20,
  viewBox: '0 0 24 24',
  fill: 'none',
  stroke: 'currentColor',
  'stroke-width': 2,
  'stroke-linecap': 'round',
  'stroke-linejoin': 'round',
  'aria-hidden': true,
} as const;

export const SendIcon = (): JSX.Element => (
  <svg {...stroke}>
    <title>Send</title>
    <path d="M12 19V5M5.5 11.5 12 5l6.5 6.5" />
  </svg>
);

export const MoonIcon = (): JSX.Element => (
  <svg {...stroke}>
    <title>Moon</title>
    <path d="M20 14.5A8.5 8.5 0 0 1 9.5 4 8.5 8.5 0 1 0 20 14.5Z" />
  </svg>
);

export const SunIcon = (): JSX.Element => (
  <svg {...stroke}>
    <title>Sun</title>
    <circle cx="12" cy="12" r="4" />
    <path d="M12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M18.7 5.3l-1.4 1.4M6.7 17.3l-1.4 1.4" />
  </svg>
);

export const LogoMark = ({ className }: { readonly className?: string }): JSX.Element => (
  <svg viewBox="0 0 32 32" class={className} aria-hidden="true">
    <title>Switchboard</title>
    <rect width="32" height="32" rx="9" fill="#4f46e5" />
    <path
      d="M8 12.5A4.5 4.5 0 0 1 12.5 8h7a4.5 4.5 0 0 1 4.5 4.5v3a4.5 4.5 0 0 1-4.5 4.5H15l-4.2 3.6a.5.5 0 0 1-.8-.4v-3.9a4.5 4.5 0 0 1-2-3.8z"
      fill="#fff"
    />
    <g fill="#4f46e5">
      <circle cx="12.6" cy="14" r="1.4" />
      <circle cx="16" cy="14" r="1.4" />
      <circle cx="19.4" cy="14" r="1.4" />
    </g>
  </svg>
);
