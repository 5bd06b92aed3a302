import { explore, modelOf, scenariosOf, small, whole } from '@switchboard/specification';
import { chatCoreThread } from './chat-core-thread.ts';

// biome-ignore lint/style/noProcessEnv: how a developer asks for the whole exploration
const size = process.env.WHOLE === undefined ? small : whole;

describe('chat-core decides as the specification says, in any order of the writers and after a crash at any step:', () => {
  it.each(scenariosOf(size))('$name', (scenario) => {
    const { counterexample, states, ends } = explore(modelOf(chatCoreThread(), scenario));
    expect(counterexample).toBeUndefined();
    expect(states).toBeGreaterThan(1_000);
    expect(ends).toBeGreaterThan(0);
  });
});
