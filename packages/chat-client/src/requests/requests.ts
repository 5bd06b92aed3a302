import type { ClientAction, ClientFrame, ServerFrame } from '@switchboard/protocol';
import type { Cancel } from '../clock.ts';
import { ClientClosedError, type FrameRefusedError } from '../errors.ts';
import { Lane } from './lane.ts';
import type { Request, RequestsOptions } from './request.ts';

/**
 * Sends requests until they are answered: again after a reconnection, after silence, and after a failure that passes.
 *
 * Invariant: of each action at most one request is on its way, because an `error` frame names the action and not the request
 * that it answers. Requests of different actions do not wait for each other.
 */
export class Requests {
  readonly #options: RequestsOptions;
  readonly #lanes = new Map<ClientAction, Lane>();
  #connected = false;

  constructor(options: RequestsOptions) {
    this.#options = options;
  }

  /** Bytes of the largest frame that was sent and is not answered; 0 for none. */
  get inFlightBytes(): number {
    return Math.max(0, ...[...this.#lanes.values()].map((lane) => lane.inFlightBytes));
  }

  /** @returns why the protocol does not admit the frame, or `undefined` if it does */
  refusalOf(frame: ClientFrame): FrameRefusedError | undefined {
    return this.#options.vocabulary.refusalOf(frame);
  }

  /** @returns a function that forgets the request; an answer that still comes is ignored */
  send(request: Request): Cancel {
    const lane = this.#lane(request.frame.action);
    lane.add(request);
    return () => lane.remove(request);
  }

  /** A connection is open: what was sent on the last one and not answered is sent again. */
  resume(): void {
    this.#connected = true;
    for (const lane of this.#lanes.values()) lane.resume();
  }

  /** There is no connection: nothing is sent until {@link resume}. */
  pause(): void {
    this.#connected = false;
    for (const lane of this.#lanes.values()) lane.pause();
  }

  /** Fails everything that waits. */
  close(): void {
    this.#connected = false;
    for (const lane of this.#lanes.values()) lane.failAll(({ action }) => new ClientClosedError(action));
  }

  handleFrame(frame: ServerFrame): void {
    for (const lane of this.#lanes.values()) if (lane.handleFrame(frame)) return;
  }

  handleError(error: ServerFrame<'error'>): void {
    this.#lanes.get(laneOf(error.action as ClientAction))?.handleError(error);
  }

  /** The service has failed without saying at what: it may have been any request that is on its way. */
  handleGatewayFailure(): void {
    for (const lane of this.#lanes.values()) lane.retryLater();
  }

  /** The connection was closed because the largest frame that is not answered is too large for the server. */
  rejectTooLarge(): void {
    const bytes = this.inFlightBytes;
    const largest = [...this.#lanes.values()].find((lane) => lane.inFlightBytes === bytes);
    if (bytes > 0) largest?.rejectTooLarge();
  }

  #lane(action: ClientAction): Lane {
    const name = laneOf(action);
    const lane = this.#lanes.get(name) ?? new Lane(this.#options, this.#connected);
    this.#lanes.set(name, lane);
    return lane;
  }
}

/** Both are answered by a `history` frame, which does not say which of them it answers. */
const laneOf = (action: ClientAction): ClientAction => (action === 'thread.resume' ? 'history.get' : action);
