import { malformedFrame } from '../conversation/malformed-frames.ts';
import { openRawSocket, type RawSocket } from '../conversation/raw-socket.ts';
import { fetchCredential, openChat } from '../conversation/user.ts';
import { expect } from '../expect.ts';
import type { LoadRun } from '../load-run.ts';
import { memoryOf } from '../platform/memory.ts';
import { withPlatform } from '../platform/platform.ts';
import { createRandom } from '../random.ts';
import { inParallel, until } from '../timing.ts';

const sizes = { full: { frames: 20_000, connections: 16 }, small: { frames: 600, connections: 4 } };

/** The share of the frames after which the platform has grown to its working size. */
const warmUpShare = 0.2;

/** How long an answer may take on a busy machine, in milliseconds. */
const answerMs = 60_000;

/** What memory may differ by between two moments of a process at rest, in MB: the collector's freedom. */
const toleratedMb = 60;

/** The errors that a frame can be refused with; those of the service are none of them. */
const refusal = /^(frame|action|thread|message|cursor|reply)\.\w+$/;

export const malformed: LoadRun = {
  about: '20 000 malformed frames: each gets a named error, the process lives, and its memory stays flat.',
  run: (size) =>
    withPlatform({}, async (start) => {
      const { frames, connections } = sizes[size];
      const platform = await start();
      const { addresses } = platform;
      const random = createRandom(20_000);
      const codes = new Map<string, number>();
      let closed = 0;
      const send = async (count: number): Promise<void> => {
        await inParallel(connections, connections, async (lane) => {
          const { token } = await fetchCredential(addresses, { userId: `lane-${lane}`, role: 'customer' });
          let socket: RawSocket | undefined;
          for (let index = lane; index < count; index += connections) {
            if (!socket?.isOpen) socket = await openRawSocket(addresses.ws, token);
            const { kind, data, closes } = malformedFrame(random);
            const answer = await socket.ask(data, answerMs);
            const seen = `A frame of the kind "${kind}" was answered ${JSON.stringify(answer)}: ${String(data).slice(0, 200)}`;
            if (closes !== undefined) {
              expect(answer?.type === 'closed' && answer.code === closes, seen);
              closed += 1;
              continue;
            }
            const { event, code } = answer?.type === 'frame' ? answer.frame : {};
            expect(event === 'error' && refusal.test(String(code)), seen);
            codes.set(String(code), (codes.get(String(code)) ?? 0) + 1);
          }
          socket?.close();
        });
      };
      const warmUp = Math.round(frames * warmUpShare);
      await send(warmUp);
      const before = memoryOf(platform.pid);
      await send(frames - warmUp);
      const after = memoryOf(platform.pid);
      expect(platform.isRunning(), 'The platform has ended.');
      for (const part of ['platformMb', 'largestFunctionMb'] as const) {
        expect(
          after[part] - before[part] < toleratedMb,
          `Memory is not flat: ${part} was ${before[part]} and is ${after[part]}.`,
        );
      }
      await expectAnAnswer(platform.addresses);
      return {
        frames,
        'named errors': [...codes].map(([code, count]) => `${code} ${count}`).join(' + '),
        'closed by the gateway': closed,
        'platform MB': `${before.platformMb} -> ${after.platformMb}`,
        'largest function MB': `${before.largestFunctionMb} -> ${after.largestFunctionMb}`,
      };
    }),
};

/** A well-formed message is still answered. */
async function expectAnAnswer(entrance: Parameters<typeof openChat>[0]): Promise<void> {
  const client = openChat(entrance, 'afterwards');
  client.send('hello');
  const isAnswered = await until(
    () => client.getSnapshot().messages.some(({ messageType }) => messageType === 'bot'),
    answerMs,
  );
  expect(isAnswered, 'A well-formed message is not answered any more.');
  client.close();
}
