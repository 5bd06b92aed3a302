import fc from 'fast-check';
import { subjectOf } from './subject.ts';

describe('the Subject of a publication', () => {
  it('names the thread, as the original’s does', () => {
    expect(subjectOf('t1')).toBe('New message in thread t1');
  });

  it('is cut at 100 characters, which SNS refuses to exceed', () => {
    expect(subjectOf('x'.repeat(256))).toHaveLength(100);
  });

  it('has a question mark for each character that SNS refuses', () => {
    expect(subjectOf('Škoda 🚗\n!')).toBe('New message in thread ?koda ??!');
  });

  it('is something that SNS takes, whatever the thread is called', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (threadId) => {
        expect(subjectOf(threadId)).toMatch(/^[!-~]([ -~]{0,98}[!-~])?$/);
      }),
    );
  });
});
