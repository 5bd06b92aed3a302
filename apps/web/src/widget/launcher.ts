import { brandColours } from '../brand/colours.ts';
import { launcherWords } from './launcher-words.ts';
import type { WidgetSettings } from './read-attributes.ts';
import { style } from './style.ts';

export interface LauncherOptions {
  readonly settings: WidgetSettings;
  readonly frameUrl: string;
  readonly languages: readonly string[];
  readonly onToggle: () => void;
}

const svgNamespace = 'http://www.w3.org/2000/svg';
const bubblePath =
  'M5 9.5A4.5 4.5 0 0 1 9.5 5h5A4.5 4.5 0 0 1 19 9.5v2a4.5 4.5 0 0 1-4.5 4.5H12l-4 3.3v-3.6A4.5 4.5 0 0 1 5 11.5z';
const crossPath = 'M6 6l12 12M18 6 6 18';
const defaultAccent = '#4f46e5';

/** The round button in the corner of a page, and the frame that it opens. */
export class Launcher {
  readonly #options: LauncherOptions;
  readonly #host = document.createElement('switchboard-chat');
  readonly #root = document.createElement('div');
  readonly #button = document.createElement('button');
  readonly #badge = document.createElement('span');
  readonly #path = document.createElementNS(svgNamespace, 'path');
  readonly #panel = document.createElement('div');
  #frame: HTMLIFrameElement | undefined;

  constructor(options: LauncherOptions) {
    this.#options = options;
    const { accent } = options.settings.brand;
    const colours = brandColours(
      accent !== undefined && /^#[0-9a-f]{6}$/i.test(accent) ? accent : defaultAccent,
    );
    this.#root.className = 'root';
    this.#root.dataset.side = options.settings.side;
    this.#root.style.setProperty('--own', colours['--own-from']);
    this.#root.style.setProperty('--own-text', colours['--own-text']);
    this.#panel.className = 'panel';
    this.#button.className = 'launcher';
    this.#button.type = 'button';
    this.#badge.className = 'badge';
    this.#button.append(this.#createIcon(), this.#badge);
    this.#button.addEventListener('click', options.onToggle);
    this.#root.append(this.#panel, this.#button);
    const shadow = this.#host.attachShadow({ mode: 'open' });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(style);
    shadow.adoptedStyleSheets = [sheet];
    shadow.append(this.#root);
    // Beside the body, where neither its transformations nor a framework that owns its content reach.
    document.documentElement.append(this.#host);
    this.show({ open: false, unread: 0 });
  }

  /** The frame; made when it is first asked for. */
  get frame(): HTMLIFrameElement {
    if (this.#frame) return this.#frame;
    const frame = document.createElement('iframe');
    frame.title = launcherWords(this.#options.languages).title;
    frame.allow = 'clipboard-write';
    frame.src = this.#options.frameUrl;
    this.#frame = frame;
    this.#panel.append(frame);
    return frame;
  }

  get hasFrame(): boolean {
    return this.#frame !== undefined;
  }

  show({ open, unread }: { readonly open: boolean; readonly unread: number }): void {
    const words = launcherWords(this.#options.languages);
    this.#root.toggleAttribute('data-open', open);
    this.#path.setAttribute('d', open ? crossPath : bubblePath);
    this.#path.setAttribute('fill', open ? 'none' : 'currentColor');
    this.#button.ariaExpanded = String(open);
    this.#button.ariaLabel =
      unread > 0 && !open ? `${words.open} (${unread})` : open ? words.close : words.open;
    this.#badge.textContent = unread === 0 || open ? '' : unread > 99 ? '99+' : String(unread);
  }

  focus(): void {
    this.#button.focus();
  }

  /** Gives the focus of the frame to what it has loaded: until then its empty document has it. */
  renewFocus(): void {
    if (!this.#frame || this.#host.shadowRoot?.activeElement !== this.#frame) return;
    this.#frame.blur();
    this.#frame.focus();
  }

  remove(): void {
    this.#host.remove();
  }

  #createIcon(): SVGElement {
    const icon = document.createElementNS(svgNamespace, 'svg');
    icon.setAttribute('viewBox', '0 0 24 24');
    icon.setAttribute('aria-hidden', 'true');
    icon.setAttribute('stroke', 'currentColor');
    icon.setAttribute('stroke-width', '2');
    icon.setAttribute('stroke-linecap', 'round');
    icon.setAttribute('stroke-linejoin', 'round');
    icon.append(this.#path);
    return icon;
  }
}
