/**
 * Where many times the cases of each property are asked for, a test has the time that it takes: the limits that tests set
 * themselves are for the usual number of cases.
 */
const limitMs = 24 * 60 * 60_000;

// What `jest.setTimeout` writes, and what a test without a limit of its own goes by.
Object.defineProperty(globalThis, Symbol.for('TEST_TIMEOUT_SYMBOL'), {
  get: () => limitMs,
  set: () => {},
  configurable: true,
});

const withoutLimit = (add) => (name, run) => add(name, run);

for (const name of ['it', 'test']) {
  const original = globalThis[name];
  const each = (...table) => withoutLimit(original.each(...table));
  globalThis[name] = Object.assign(withoutLimit(original), original, { each });
}
