/** Prints what each operation costs, as measured, beside the least that it can cost and what the peers from npm take. */
import { measureCosts } from '../test/costs.ts';
import { createTestClient, createTestTable } from '../test/test-table.ts';
import { costTable } from './cost-table.ts';
import { withEngine } from './engine.ts';
import { fetchPeers } from './peers/fetch-peers.ts';
import { startMeteringProxy } from './peers/metering-proxy.ts';
import { measurePeers } from './peers/peer-costs.ts';

await withEngine(async (endpoint) => {
  const peers = fetchPeers();
  const meter = await startMeteringProxy(endpoint);
  try {
    const client = createTestClient();
    const peerCosts = await measurePeers({
      load: peers.load,
      meter,
      createTable: (definition) => createTestTable(client, definition),
    });
    process.stdout.write(`${costTable(await measureCosts(), peerCosts)}\n`);
  } finally {
    await meter.close();
    peers.remove();
  }
});
