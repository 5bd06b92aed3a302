/** The part of wingbot that is used here; the package has no types of its own. */
declare module 'wingbot' {
  /** A state of a conversation, as wingbot's storages hold it. */
  export interface WingbotState {
    senderId: string;
    pageId: string;
    state: Record<string, unknown>;
  }

  export interface WingbotResponse {
    readonly message?: {
      readonly text?: string;
      readonly quick_replies?: readonly { readonly title?: string }[];
      readonly attachment?: { readonly payload?: { readonly text?: string } };
    };
    readonly target_app_id?: string;
    readonly request_thread_control?: unknown;
    readonly pass_thread_control?: unknown;
  }

  /** Takes what a bot says, and gives it back. */
  export class ReturnSender {
    constructor(options: object, senderId: string, message: object, logger?: object | null);
    propagatesWaitEvent: boolean;
    readonly responses: readonly WingbotResponse[];
    waitForDeferredOps(): Promise<void>;
  }

  export class Router {
    use(...handlers: readonly unknown[]): this;
  }

  export interface BotAppOptions {
    readonly secret: string;
    readonly stateStorage: object;
    readonly chatLogStorage?: object | null;
    readonly log?: object;
  }

  export class BotApp {
    constructor(bot: Router, options: BotAppOptions);
    readonly processor: {
      processMessage(
        message: object,
        pageId: string,
        sender: ReturnSender,
        data?: object,
      ): Promise<{ readonly status: number }>;
    };
  }

  export const Request: {
    text(senderId: string, text: string, timestamp?: number): Record<string, unknown>;
  };
}
