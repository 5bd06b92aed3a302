import { modelOf } from '../src/explorer/model.ts';
import { explore } from '../src/explorer/search.ts';
import { scenariosOf, small, whole } from '../src/scenarios.ts';
import { reference } from './reference.ts';

// biome-ignore lint/style/noProcessEnv: how a developer asks for the whole exploration
const size = process.env.WHOLE === undefined ? small : whole;

describe('whoever decides by the specification and writes if nobody else has, keeps it', () => {
  it.each(scenariosOf(size))(
    '$name',
    (scenario) => {
      const t = Date.now();
      const { counterexample, states, ends } = explore(modelOf(reference, scenario));
      process.stdout.write(`${scenario.name} ${states} ${ends} ${Date.now() - t}\n`);
      expect(counterexample).toBeUndefined();
      expect(states).toBeGreaterThan(100);
      expect(ends).toBeGreaterThan(0);
    },
    900_000,
  );
});
