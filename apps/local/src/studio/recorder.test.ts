import { noCost } from '../door/cost.ts';
import { createRecorder } from './recorder.ts';

const frame = (text: string) => ({ direction: 'in', connectionId: 'c', requestId: 'r', text }) as const;

describe('the recorder', () => {
  it('keeps the latest records, as many as it may', () => {
    const recorder = createRecorder({ now: () => 0, mostRecords: 3 });
    for (let index = 1; index <= 10; index += 1) recorder.frame(frame(String(index)));
    expect(recorder.all().map(({ id }) => id)).toEqual([8, 9, 10]);
    expect(recorder.find(7)).toBeUndefined();
    expect(recorder.find(8)).toMatchObject({ text: '8' });
    expect(recorder.find(11)).toBeUndefined();
  });

  it('keeps no more bytes than it may, those that come later included', () => {
    const recorder = createRecorder({ now: () => 0, mostBytes: 10_000 });
    for (let index = 0; index < 50; index += 1) recorder.frame(frame('x'.repeat(1000)));
    expect(recorder.all().length).toBeLessThan(9);
    const event = { functionName: 'f', trigger: 't', requestId: 'r', payload: '{}' };
    const invocation = recorder.invocation(event);
    invocation.begin('key', false);
    invocation.finish({ durationMs: 1, cost: noCost, output: ['x'.repeat(9_600)], failure: undefined });
    expect(recorder.all().map(({ type }) => type)).toEqual(['invocation']);
    // One that is forgotten while it runs is ended all the same.
    invocation.finish({ durationMs: 1, cost: noCost, output: ['x'.repeat(9_600)], failure: undefined });
    invocation.end({ type: 'answered', payload: '{}' });
    expect(recorder.all()).toEqual([]);
  });

  it('cuts what is very long', () => {
    const recorder = createRecorder({ now: () => 0 });
    recorder.frame(frame('x'.repeat(1_000_000)));
    expect(recorder.all()).toMatchObject([{ text: 'x'.repeat(64 * 1024) }]);
  });

  it('knows which event of a process a call belongs to, and that it belongs to none between events', () => {
    const recorder = createRecorder({ now: () => 0 });
    const call = (key: string) =>
      recorder.call(key, {
        functionName: 'f',
        service: 'dynamodb',
        operation: 'GetItem',
        resource: '',
        url: '/',
        input: Buffer.from('{}'),
      });
    const event = { functionName: 'f', trigger: 't', requestId: 'r', payload: '{}' };
    const [first, second] = [recorder.invocation(event), recorder.invocation(event)];
    first.begin('one', true);
    second.begin('two', false);
    call('two');
    call('one');
    first.end({ type: 'answered', payload: '' });
    call('one');
    const calls = recorder.all().flatMap((record) => (record.type === 'call' ? [record.invocationId] : []));
    expect(calls).toEqual([2, 1, undefined]);
  });

  it('knows the reply of an invocation, and none of an earlier one in the same process', () => {
    const recorder = createRecorder({ now: () => 0 });
    const post = (frame: object): void => {
      const input = Buffer.from(JSON.stringify(frame));
      const call = {
        functionName: 'f',
        service: 'execute-api',
        operation: 'POST @connections',
        resource: 'r',
        url: '/',
      };
      recorder.call('key', { ...call, input });
    };
    const begin = () => {
      const invocation = recorder.invocation({
        functionName: 'f',
        trigger: 't',
        requestId: 'r',
        payload: '{}',
      });
      invocation.begin('key', false);
      return invocation;
    };
    const first = begin();
    expect(first.reply()).toBeUndefined();
    post({ event: 'chunk', text: '"messageType":"bot"' });
    expect(first.reply()).toBeUndefined();
    post({ event: 'message', messageType: 'bot', text: 'Hello!' });
    post({ event: 'typing' });
    expect(first.reply()).toContain('Hello!');
    first.end({ type: 'answered', payload: '{}' });
    expect(begin().reply()).toBeUndefined();
  });
});
