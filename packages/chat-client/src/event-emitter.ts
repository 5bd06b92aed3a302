import type { Cancel } from './clock.ts';

type Listener<Payload> = (payload: Payload) => void;

/** Events by name, each with a payload of its own type. */
export class EventEmitter<Events extends object> {
  readonly #listeners = new Map<keyof Events, Set<Listener<never>>>();

  on<Name extends keyof Events>(name: Name, listener: Listener<Events[Name]>): Cancel {
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  emit<Name extends keyof Events>(name: Name, payload: Events[Name]): void {
    const listeners = (this.#listeners.get(name) ?? new Set()) as Set<Listener<Events[Name]>>;
    for (const listener of [...listeners]) listener(payload);
  }
}
