import type { ComponentChildren, JSX } from 'preact';

/** Every icon stands next to a text or in a labelled button, so no icon has a label. */
const Icon = ({ children }: { readonly children: ComponentChildren }): JSX.Element => (
  <svg
    class="icon"
    width="20"
    height="20"
    viewBox="0 0 24 24"
    fill="none"
    stroke="currentColor"
    stroke-width="2"
    stroke-linecap="round"
    stroke-linejoin="round"
    aria-hidden="true"
  >
    {children}
  </svg>
);

const icon = (path: string) => (): JSX.Element => (
  <Icon>
    <path d={path} />
  </Icon>
);

const upArrow = 'M12 19V5M5.5 11.5 12 5l6.5 6.5';
export const SendIcon = icon(upArrow);
export const StopIcon = (): JSX.Element => (
  <Icon>
    <rect x="7" y="7" width="10" height="10" rx="2" fill="currentColor" />
  </Icon>
);
export const MoonIcon = icon('M20 14.5A8.5 8.5 0 0 1 9.5 4 8.5 8.5 0 1 0 20 14.5Z');
export const SunIcon = icon(
  'M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8ZM12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M18.7 5.3l-1.4 1.4M6.7 17.3l-1.4 1.4',
);
export const CopyIcon = icon('M9 9h11v11H9zM5 15H4V4h11v1');
export const CheckIcon = icon('m5 12.5 4.5 4.5L19 7.5');
export const BackIcon = icon('M15 5l-7 7 7 7');
export const CloseIcon = icon('M6 6l12 12M18 6 6 18');
export const ListIcon = icon('M4 6h16M4 12h16M4 18h10');
export const WriteIcon = icon('M12 20h8M4 20l1-4L16 5l3 3L8 19z');
export const PersonIcon = icon('M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM4.5 20a7.5 7.5 0 0 1 15 0');
export const ClockIcon = icon('M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17ZM12 8v4.5l3 2');
export const SparkIcon = icon('M12 3.5 13.9 10l6.6 2-6.6 2L12 20.5 10.1 14l-6.6-2 6.6-2z');
export const UpIcon = icon(upArrow);
export const BellIcon = icon('M6.5 16.5V11a5.5 5.5 0 0 1 11 0v5.5l1.5 1.5H5zM10.5 21h3');
export const BellOffIcon = icon(
  'M6.5 16.5V11c0-1 .2-1.9.7-2.6M10 5.9A5.5 5.5 0 0 1 17.5 11v3M16 18H5l1.5-1.5M10.5 21h3M4 4l16 16',
);
export const MoreIcon = icon('M5 12h.01M12 12h.01M19 12h.01');
export const ClipIcon = icon(
  'm20 11-8.5 8.5a5 5 0 0 1-7-7L13 4a3.3 3.3 0 0 1 4.7 4.7L9.3 17a1.7 1.7 0 0 1-2.3-2.3L15 7',
);
export const FileIcon = icon('M13 3H6v18h12V8zM13 3v5h5');
export const SearchIcon = icon('M11 18.5a7.5 7.5 0 1 0 0-15 7.5 7.5 0 0 0 0 15ZM16.5 16.5 21 21');
export const DownIcon = icon('M12 5v14M5.5 12.5 12 19l6.5-6.5');

export const LogoMark = ({ className }: { readonly className?: string }): JSX.Element => (
  <svg viewBox="0 0 32 32" class={className} aria-hidden="true">
    <rect width="32" height="32" rx="9" fill="var(--brand)" />
    <path
      d="M8 12.5A4.5 4.5 0 0 1 12.5 8h7a4.5 4.5 0 0 1 4.5 4.5v3a4.5 4.5 0 0 1-4.5 4.5H15l-4.2 3.6a.5.5 0 0 1-.8-.4v-3.9a4.5 4.5 0 0 1-2-3.8z"
      fill="#fff"
    />
    <g fill="var(--brand)">
      <circle cx="12.6" cy="14" r="1.4" />
      <circle cx="16" cy="14" r="1.4" />
      <circle cx="19.4" cy="14" r="1.4" />
    </g>
  </svg>
);
