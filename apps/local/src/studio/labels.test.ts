import { nameOfFrame } from './labels.ts';

describe('the name of a frame', () => {
  it.each([
    [{ action: 'message.send', text: 'tool' }, 'message.send'],
    [{ event: 'message', messageType: 'bot' }, 'message (bot)'],
    [{ event: 'tool', status: 'running', title: 'Looking up your order' }, 'tool (running)'],
    [{ event: 'ack' }, 'ack'],
    [{ message: 'Internal server error' }, 'Internal server error'],
    ['no object', 'frame'],
  ])('%j', (frame, name) => {
    expect(nameOfFrame(JSON.stringify(frame))).toBe(name);
  });
});
