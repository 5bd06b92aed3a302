import type { Cancel, Clock } from '../clock.ts';
import { CredentialRefusedError } from '../errors.ts';
import type { Backoff } from './backoff.ts';
import type { Credential, GetCredential, RenewalReason } from './credential.ts';
import { Link, type LinkTimes } from './link.ts';
import {
  afterCredentialFailure,
  afterLinkDown,
  afterRenewal,
  type Failures,
  type LinkDown,
  noFailures,
} from './reconnect-policy.ts';
import { planAttempt } from './reconnect-schedule.ts';
import type { WebSocketConstructor } from './web-socket.ts';

/** Where the connection stands. `waiting` comes back by itself, `refused` only by another `open()`. */
export type ConnectionStatus =
  | { readonly state: 'closed' }
  | { readonly state: 'connecting' }
  | { readonly state: 'open' }
  | { readonly state: 'waiting'; readonly reason: string; readonly retryAt: number }
  | { readonly state: 'refused'; readonly code: RefusalCode; readonly reason: string };

/**
 * Why a client has stopped.
 *
 * - `credential.refused`: no credential is accepted, or none is issued; the user has to sign in again.
 * - `session.replaced`: the user has opened more connections than the service keeps, and this was the oldest. Connecting
 *   again at once would close another one, so only the user should do it.
 * - `handshake.impossible`: the URL or the token cannot be part of a handshake.
 */
export type RefusalCode = 'credential.refused' | 'session.replaced' | 'handshake.impossible';

/** What a frame means for the connection that it came on. */
export type Verdict =
  | { readonly type: 'served' }
  /** The credential is not valid any more. */
  | { readonly type: 'renew'; readonly reason: RenewalReason }
  | { readonly type: 'stop'; readonly code: RefusalCode; readonly reason: string };

export interface ConnectionOptions {
  /** With the query parameters, for example `wss://host/dev?threadId=t1`. */
  readonly url: string;
  readonly getCredential: GetCredential;
  readonly WebSocket: WebSocketConstructor;
  readonly clock: Clock;
  readonly random: () => number;
  readonly backoff: Backoff;
  readonly times: LinkTimes;
  readonly onStatus: (status: ConnectionStatus) => void;
  readonly onCredential: (credential: Credential) => void;
  readonly onFrame: (data: string) => Verdict;
  /** The server has closed the connection because of the size of a frame that it was sent. */
  readonly onTooLarge: () => void;
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Keeps one link open: connects, and after every loss connects again, until it is closed or refused. */
export class Connection {
  readonly #options: ConnectionOptions;
  #state: ConnectionStatus['state'] = 'closed';
  #link: Link | undefined;
  #failures: Failures = noFailures;
  #cancelRetry: Cancel = () => {};
  /** Which attempt is under way: a credential that arrives for an older one is late. */
  #attempt = 0;

  constructor(options: ConnectionOptions) {
    this.#options = options;
  }

  /** Connects, if it is closed or was refused. */
  open(): void {
    if (this.#state !== 'closed' && this.#state !== 'refused') return;
    this.#failures = noFailures;
    void this.#connect();
  }

  /** Disconnects for good, until {@link open}. */
  close(): void {
    this.#end({ state: 'closed' });
  }

  /** The network may be back, or the machine awake: connects at once, or makes sure that the link still lives. */
  wake(): void {
    if (this.#state === 'waiting') void this.#connect();
    else this.#link?.probe();
  }

  /** The network is known to be away: does not wait for a dead link to be noticed. */
  lose(reason: string): void {
    this.#link?.drop(reason);
  }

  /** @returns false while there is no open link: then nothing was sent */
  send(frame: string): boolean {
    return this.#link?.send(frame) ?? false;
  }

  async #connect(): Promise<void> {
    this.#cancelRetry();
    this.#attempt += 1;
    const attempt = this.#attempt;
    this.#setStatus({ state: 'connecting' });
    const credential = await this.#fetchCredential(attempt);
    if (credential === undefined || attempt !== this.#attempt) return;
    this.#options.onCredential(credential);
    try {
      this.#link = this.#createLink(credential);
    } catch (error) {
      // The URL or the token cannot be part of a handshake: trying again would not help.
      this.#end({ state: 'refused', code: 'handshake.impossible', reason: reasonOf(error) });
    }
  }

  #createLink({ token }: Credential): Link {
    const { WebSocket, clock, times, url } = this.#options;
    return new Link({
      WebSocket,
      clock,
      times,
      url,
      protocols: ['switchboard', `switchboard.token.${token}`],
      onOpen: () => this.#setStatus({ state: 'open' }),
      onFrame: (data) => this.#handleFrame(data),
      onTooLarge: this.#options.onTooLarge,
      onDown: (down) => this.#handleDown(down),
    });
  }

  async #fetchCredential(attempt: number): Promise<Credential | undefined> {
    const { renewal } = this.#failures;
    const renew = renewal !== undefined;
    try {
      const credential = await this.#options.getCredential({ renew, ...(renew ? { reason: renewal } : {}) });
      if (renew && attempt === this.#attempt) this.#failures = afterRenewal(this.#failures);
      return credential;
    } catch (error) {
      if (attempt !== this.#attempt) return undefined;
      if (error instanceof CredentialRefusedError)
        this.#end({ state: 'refused', code: error.code, reason: error.message });
      else this.#retry(afterCredentialFailure(this.#failures), reasonOf(error));
      return undefined;
    }
  }

  /** Only a frame proves that the server is well again: one that accepts and closes at once must not reset the back-off. */
  #handleFrame(data: string): void {
    const verdict = this.#options.onFrame(data);
    if (verdict.type === 'served') this.#failures = noFailures;
    else if (verdict.type === 'renew')
      this.#link?.drop('The credential is not valid any more.', verdict.reason);
    else this.#end({ state: 'refused', code: verdict.code, reason: verdict.reason });
  }

  #handleDown(down: LinkDown): void {
    this.#link = undefined;
    const failures = afterLinkDown(this.#failures, down);
    if (failures.refused) {
      const reason = 'The server does not accept the credential.';
      this.#end({ state: 'refused', code: 'credential.refused', reason });
    } else this.#retry(failures, down.reason);
  }

  #retry(failures: Failures, reason: string): void {
    const { clock, random, backoff } = this.#options;
    const { delayMs, restMs } = planAttempt(failures.inARow, failures.restMs, backoff, random);
    this.#failures = { ...failures, restMs };
    this.#cancelRetry = clock.schedule(delayMs, () => void this.#connect());
    this.#setStatus({ state: 'waiting', reason, retryAt: clock.now() + delayMs });
  }

  #end(status: ConnectionStatus): void {
    this.#attempt += 1;
    this.#cancelRetry();
    this.#link?.close();
    this.#link = undefined;
    this.#setStatus(status);
  }

  #setStatus(status: ConnectionStatus): void {
    this.#state = status.state;
    this.#options.onStatus(status);
  }
}
