import type { ChatMessage } from '@switchboard/chat-client';

/** A message as the model gateway keeps and posts it. */
export type Posted = ChatMessage;

/** What the model gateway is told. */
export type GatewayOrder =
  | {
      readonly type: 'write';
      readonly threadId: string;
      readonly text: string;
      readonly messageType: 'bot' | 'operator';
    }
  | { readonly type: 'count' };

/** What it answers. */
export type GatewayAnswer =
  | { readonly type: 'listening'; readonly port: number }
  /** How many connections it has refused so far. */
  | { readonly type: 'counted'; readonly refused: number };
