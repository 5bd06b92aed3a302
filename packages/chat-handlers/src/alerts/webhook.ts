import type { ThreadRow } from '@switchboard/protocol';

/** The webhook did not accept an alert. The alert is sent again, a few times. */
class WebhookError extends Error {
  override readonly name = 'WebhookError';
  readonly code = 'webhook.failed';
  /** The HTTP status; 0 where there was no answer. */
  readonly status: number;

  constructor(status: number, options?: ErrorOptions) {
    super(`The webhook answered ${status === 0 ? 'nothing' : status}.`, options);
    this.status = status;
  }
}

/** How long the webhook may take, milliseconds. */
const patienceMs = 5_000;

/**
 * Posts a thread that waits for a person (`queued`), or whose bot asks operators something (`asked`), as JSON: `event`, the `thread` as
 * in the frame `queue`, and a `text` that chat services such as Slack show as it is.
 *
 * @throws {WebhookError} unless it answers 2xx in time
 */
export const webhookAt =
  (address: string) =>
  async (event: 'queued' | 'asked', thread: ThreadRow): Promise<void> => {
    const text = event === 'asked' ? questionText(thread) : waitingText(thread);
    const response = await post(address, JSON.stringify({ event, text, thread }));
    if (!response.ok) throw new WebhookError(response.status);
  };

const nameOf = ({ customer }: ThreadRow): string => customer.name ?? customer.userId;

const waitingText = (thread: ThreadRow): string =>
  thread.summary === undefined
    ? `${nameOf(thread)} waits for a person.`
    : `${nameOf(thread)} waits: ${thread.summary}`;

const questionText = (thread: ThreadRow): string =>
  `The bot of ${nameOf(thread)} asks an operator: ${thread.question?.text ?? ''}`;

async function post(address: string, body: string): Promise<Response> {
  try {
    return await fetch(address, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
      signal: AbortSignal.timeout(patienceMs),
    });
  } catch (cause) {
    throw new WebhookError(0, { cause });
  }
}
