import type { Acknowledgement } from './history.ts';
import { type Device, webSocketEvent } from './web-socket-event.ts';
import type { World } from './world.ts';

/** How long a client waits for an answer before it sends the same again, milliseconds. */
const patienceMs = 4_000;
const triesAtMost = 40;

interface AnswerFrame {
  readonly event?: string;
  readonly code?: string;
}

const frameOf = (value: unknown): AnswerFrame & Partial<Acknowledgement> => {
  const { body } = value as { readonly body: string };
  return JSON.parse(body);
};

/** Sends one frame, and the same again until it is answered: an answer can be late, lost, or a failure. */
export async function sendUntilAnswered(
  world: World,
  device: Device,
  functionName: 'messageSend' | 'chatActions',
  frame: { readonly action: string } & Readonly<Record<string, unknown>>,
): Promise<ReturnType<typeof frameOf> | undefined> {
  const { clock, random } = world;
  const event = webSocketEvent(device, frame.action, { body: JSON.stringify(frame) });
  for (let tries = 1; tries <= triesAtMost; tries += 1) {
    const answer = world.invoke(functionName, event).then((ending) => {
      if (ending.type !== 'returned') return undefined;
      const answered = frameOf(ending.value);
      if (answered.event === 'ack') world.acknowledgements.push({ ...(answered as Acknowledgement) });
      return answered.code === 'service.busy' ? undefined : answered;
    });
    const answered = await Promise.race([answer, clock.wait(patienceMs).then(() => undefined)]);
    if (answered !== undefined) return answered;
    await clock.wait(random.integer(100, 2_000));
  }
  return undefined;
}

/** Connects, until it succeeds. */
export async function connect(world: World, device: Device): Promise<void> {
  world.gateway.open(device.connectionId);
  for (let tries = 1; tries <= triesAtMost; tries += 1) {
    const ending = await world.invoke('connect', webSocketEvent(device, '$connect'));
    if (ending.type === 'returned') return;
    await world.clock.wait(500);
  }
}

/** A customer with one or two devices, who writes some messages in a thread, now and then from both at once. */
export async function runCustomer(world: World, userId: string, threadId: string): Promise<void> {
  const { clock, random } = world;
  const devices = Array.from(
    { length: random.integer(1, 2) },
    (_, index): Device => ({
      userId,
      role: 'customer',
      connectionId: `${userId}-${index + 1}`,
    }),
  );
  await Promise.all(devices.map((device) => connect(world, device)));
  await Promise.all(devices.map((device) => write(device)));
  await leave();

  async function write(device: Device): Promise<void> {
    const messages = random.integer(1, 3);
    for (let number = 1; number <= messages; number += 1) {
      await clock.wait(random.integer(1, random.chance(0.3) ? 40_000 : 6_000));
      const clientMessageId = `${device.connectionId}-${number}`;
      const answer = await sendUntilAnswered(world, device, 'messageSend', {
        action: 'message.send',
        threadId,
        text: `Message ${number} of ${device.connectionId}`,
        clientMessageId,
      });
      if (answer?.event !== 'ack') world.unacknowledged.push(clientMessageId);
    }
  }

  /** Now and then a device vanishes, and no `$disconnect` tells of it. */
  async function leave(): Promise<void> {
    const [device] = devices;
    if (device === undefined || random.chance(0.4)) return;
    world.gateway.vanish(device.connectionId);
    if (random.chance(0.5)) await world.invoke('disconnect', webSocketEvent(device, '$disconnect'));
  }
}
