import { httpEvent } from '../services/events.ts';
import type { World } from '../world.ts';

/** Somebody erases a user, most likely while a bot is writing to the user, and asks again until everything is gone. */
export async function runEraser(world: World, userId: string): Promise<void> {
  const { clock, random, gateway, recorder, invoke } = world;
  await Promise.race([gateway.nextChunk(), clock.wait(random.integer(5_000, 20_000))]);
  recorder.onErasing(userId);
  for (let tries = 1; tries <= 100; tries += 1) {
    const event = httpEvent('DELETE /users/{userId}', { pathParameters: { userId } });
    const ending = await invoke('users', event);
    if (ending.type === 'returned') {
      const { body } = ending.value as { readonly body: string };
      if (JSON.parse(body).complete === true) return recorder.onErased(userId);
    }
    await clock.wait(1_000);
  }
  recorder.onVain(`${userId} was never erased`);
}
