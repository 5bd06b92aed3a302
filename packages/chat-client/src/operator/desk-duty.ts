import type { ServerFrame } from '@switchboard/protocol';
import type { ChatSession } from '../session/chat-session.ts';
import type { DeskSnapshot, Duty } from './desk-snapshot.ts';

/** Whether an operator takes threads: what they have chosen, and what the server makes of it by the threads that they have. */
export class DeskDuty {
  readonly #session: ChatSession;
  readonly #show: (duty: Pick<DeskSnapshot, 'duty' | 'capacity'>) => void;
  #chosen: Duty = 'available';

  constructor(session: ChatSession, show: (duty: Pick<DeskSnapshot, 'duty' | 'capacity'>) => void) {
    this.#session = session;
    this.#show = show;
  }

  async set(duty: Duty, capacity?: number): Promise<void> {
    this.#chosen = duty;
    await this.#session.ask({
      frame: { action: 'duty.set', status: duty, ...(capacity === undefined ? {} : { capacity }) },
      event: 'duty',
      // An operator at capacity is `full`, whatever status they have set.
      isAnswer: ({ status }) => status === duty || (duty === 'available' && status === 'full'),
    });
  }

  /**
   * After a connection was opened. What another device of the operator has said since, the service knows better. It forgets those who were
   * gone for hours, so an operator who takes no threads has to say it again.
   */
  async resume(): Promise<void> {
    if (this.#chosen !== 'available') return this.set(this.#chosen);
    const { userId } = this.#session.getSnapshot();
    const { operators } = await this.#session.ask({ frame: { action: 'operators.get' }, event: 'operators' });
    const own = operators.find((operator) => operator.userId === userId);
    if (this.#chosen === 'available')
      this.#show({ duty: own?.status ?? 'available', capacity: own?.capacity ?? 0 });
  }

  handleFrame({ status, capacity = 0 }: ServerFrame<'duty'>): void {
    this.#show({ duty: status, capacity });
  }
}
