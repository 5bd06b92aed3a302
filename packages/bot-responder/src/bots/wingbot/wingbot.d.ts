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

  /** What a bot said is logged here, or what failed in place of `log`. */
  export interface ChatLog {
    log(
      userId: string,
      responses: readonly object[],
      request: Record<string, unknown>,
      metadata: Record<string, unknown>,
    ): Promise<void> | undefined;
    error(
      error: unknown,
      userId: string,
      responses: readonly object[],
      request: Record<string, unknown>,
      metadata: Record<string, unknown>,
    ): Promise<void> | undefined;
  }

  /** Takes what a bot says, and gives it back. */
  export class ReturnSender {
    constructor(options: object, senderId: string, message: object, logger?: ChatLog | null);
    propagatesWaitEvent: boolean;
    readonly responses: readonly WingbotResponse[];
    waitForDeferredOps(): Promise<void>;
  }

  export class Router {
    use(...handlers: readonly unknown[]): this;
  }

  /** A conversation that was made in the designer. It loads its configuration where the storage has none. */
  export class BuildRouter extends Router {
    constructor(
      block: { readonly url: string },
      plugins: object | undefined,
      context: { readonly configStorage: object },
      fetch: (
        url: string,
      ) => Promise<{ readonly status: number; readonly statusText: string; json(): Promise<unknown> }>,
    );
    /** For how long a configuration is not looked for again, milliseconds. */
    keepConfigFor: number;
  }

  export interface BotAppOptions {
    readonly secret: string;
    readonly stateStorage: object;
    readonly tokenStorage?: object;
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
      ): Promise<{ readonly status: number; readonly error?: string }>;
    };
  }

  export const Request: {
    text(senderId: string, text: string, timestamp?: number): Record<string, unknown>;
  };
}
