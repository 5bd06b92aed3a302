const { default: Sequencer } = require('@jest/test-sequencer');

/** Runs the test files that took the least time before those that take longer: most changes are noticed by the quick ones. */
module.exports = class ShortestFirst extends Sequencer {
  sort(tests) {
    return tests.toSorted((a, b) => (this.time(a) ?? 0) - (this.time(b) ?? 0));
  }
};
