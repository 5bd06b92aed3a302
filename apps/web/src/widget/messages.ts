import type { Brand } from '@switchboard/declarations/brand';
import type { Theme } from '../theme/theme.ts';

/** Who the visitor is, as the host's own server has established it. */
export interface WidgetIdentity {
  readonly userId: string;
  readonly token: string;
}

/** What the host's page tells the chat in the frame. */
export type ToFrame =
  | {
      readonly type: 'init';
      readonly brand: Brand;
      readonly attributes: Readonly<Record<string, unknown>> | undefined;
      readonly theme: Theme | undefined;
      /** The host says who its visitors are: nobody is a guest. */
      readonly identified: boolean;
      readonly open: boolean;
      /** What an earlier frame has asked the page to keep. */
      readonly kept: Readonly<Record<string, string>>;
    }
  | { readonly type: 'open' | 'close' }
  | { readonly type: 'attributes'; readonly attributes: Readonly<Record<string, unknown>> }
  /** The visitor has changed or signed in. The frame then asks who it is. */
  | { readonly type: 'identity' }
  | { readonly type: 'credential'; readonly id: number; readonly identity: WidgetIdentity | undefined };

/** What the chat in the frame tells the host's page. */
export type FromFrame =
  | { readonly type: 'ready' }
  | { readonly type: 'close' }
  | { readonly type: 'unread'; readonly count: number }
  | { readonly type: 'message'; readonly text: string; readonly from: 'bot' | 'operator' }
  | { readonly type: 'sent' }
  /** Asks the page to keep something, because the browser forbids a frame of another site to do so. */
  | { readonly type: 'keep'; readonly key: string; readonly value: string | undefined }
  /** Asks who the visitor is. `renew`: the last answer is no longer accepted. */
  | { readonly type: 'credential'; readonly id: number; readonly renew: boolean };

/** Tells our messages from those of other scripts. */
export const channel = 'switchboard';

interface Envelope<Message> {
  readonly channel: typeof channel;
  readonly message: Message;
}

/** The message in an event, if it came from `source`. */
export function messageFrom<Message>(event: MessageEvent, source: unknown): Message | undefined {
  const envelope = event.data as Partial<Envelope<Message>> | null;
  return event.source === source && envelope?.channel === channel ? envelope.message : undefined;
}
