import type { Action } from '../src/action.ts';
import { modelOf } from '../src/explorer/model.ts';
import type { Scenario } from '../src/explorer/scenario.ts';
import { explore } from '../src/explorer/search.ts';
import { scenariosOf, small } from '../src/scenarios.ts';
import { type ReferenceHead, reference } from './reference.ts';

describe('an implementation that decides by the specification keeps it', () => {
  it.each(scenariosOf({ ...small, crashes: 0 }))('$name', (scenario) => {
    const { counterexample, states, ends } = explore(modelOf(reference, scenario));
    expect(counterexample).toBeUndefined();
    expect(states).toBeGreaterThan(50);
    expect(ends).toBeGreaterThan(0);
  });

  it('the more functions die, the more can happen', () => {
    const statesWith = (crashes: number) =>
      scenariosOf({ ...small, crashes })
        .slice(-2)
        .map((scenario) => explore(modelOf(reference, scenario)).states);
    expect(Math.min(...statesWith(1))).toBeGreaterThan(Math.max(...statesWith(0)));
  });
});

describe('an implementation that nobody asks again', () => {
  const forgetful = {
    ...reference,
    decide: (...[read, action, basis, now]: Parameters<typeof reference.decide>) =>
      action.type === 'sweep' ? ({ type: 'refused' } as const) : reference.decide(read, action, basis, now),
  };

  it('leaves a customer without an answer, and the shortest way there is told', () => {
    const hello: Action = { type: 'write', author: { kind: 'customer', name: 'ann' }, content: 'hello' };
    const scenario: Scenario = {
      name: 'the publication is lost',
      crashes: 1,
      roles: [
        { type: 'client', name: 'ann', tasks: [{ label: 'say hello', action: () => hello }] },
        { type: 'responder', name: 'responder', turns: 0 },
      ],
    };
    expect(explore(modelOf<ReferenceHead>(forgetful, scenario)).counterexample).toEqual({
      steps: ['ann: commits write', 'ann: publishes and answers'],
      problem: 'I3: nobody answers the messages 1.',
    });
  });
});
