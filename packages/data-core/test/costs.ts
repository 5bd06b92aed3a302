import { type CostLine, measureLines } from './costs/cost-line.ts';
import { lockCosts, onceAndLimitCosts, setCosts } from './costs/primitive-costs.ts';
import {
  chatLogCosts,
  configCosts,
  conversationCosts,
  stateCosts,
  tokenCosts,
} from './costs/storage-costs.ts';
import { counterCosts, listCosts, valueCosts } from './costs/value-costs.ts';
import { createTestClient } from './test-table.ts';

const areas = [
  lockCosts,
  valueCosts,
  listCosts,
  counterCosts,
  setCosts,
  onceAndLimitCosts,
  stateCosts,
  tokenCosts,
  chatLogCosts,
  configCosts,
  conversationCosts,
];

/** Measures every operation, each area on tables of its own. */
export async function measureCosts(): Promise<CostLine[]> {
  const client = createTestClient();
  return measureLines(client, async (measure) => {
    for (const costs of areas) await costs(client, measure);
  });
}
