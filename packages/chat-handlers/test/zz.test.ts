import { createWorld } from './world.ts';
test('x', async () => {
  for (let i = 0; i < 20; i += 1) await createWorld();
  const c0 = process.cpuUsage(); const t0 = performance.now();
  for (let i = 0; i < 200; i += 1) await createWorld();
  const c = process.cpuUsage(c0);
  console.log('per world cpu ms', (c.user + c.system) / 1000 / 200, 'wall', (performance.now() - t0) / 200);
});
