/** The part of wingbot 3, which has no types of its own, that the tests use. */
declare module 'wingbot' {
  interface Router {
    use(...resolvers: unknown[]): this;
  }
  export class Router {}
  export class BuildRouter {
    constructor(
      block: { url: string },
      plugins: unknown,
      context: { configStorage: object },
      fetch: (url: string) => Promise<{ status: number; json(): Promise<unknown> }>,
    );
    keepConfigFor: number;
  }
  export interface ProcessorOptions {
    stateStorage: object;
    tokenStorage?: object;
    waitForLockedState?: number;
    retriesWhenWaiting?: number;
    timeout?: number;
    log?: Record<'log' | 'warn' | 'error' | 'info', (...details: unknown[]) => void>;
  }
  export interface Result {
    status: number;
    error?: string;
  }
  export class Processor {
    constructor(reducer: Router | BuildRouter, options: ProcessorOptions);
    processMessage(message: object, pageId: string, sender: ReturnSender): Promise<Result>;
  }
  export class ReturnSender {
    constructor(options: object, senderId: string, message: object, logger?: object);
    responses: { message?: { text?: string } }[];
    waitForDeferredOps(): Promise<void>;
  }
  /** The storage of its own that wingbot tests with. */
  export class MemoryStateStorage {
    saveState(state: object): Promise<unknown>;
    getStates(
      condition: object,
      limit: number | null,
      lastKey?: string | null,
    ): Promise<{ data: { senderId: string }[]; lastKey: string | null }>;
  }
  export const Request: {
    text(senderId: string, text: string, timestamp?: number): object;
    postBack(senderId: string, action: string): object;
  };
}
