import { bytesByPackage } from './bytes-by-package.ts';

const bytes = (bytesInOutput: number) => ({ bytesInOutput });

describe('bytes by package', () => {
  it('sums files of npm packages, with and without a scope, the heaviest first', () => {
    const sums = bytesByPackage({
      '../../node_modules/valibot/dist/index.mjs': bytes(10),
      '../../node_modules/@aws-sdk/core/a.js': bytes(20),
      '../../node_modules/@aws-sdk/core/b.js': bytes(5),
    });
    expect(Object.entries(sums)).toEqual([
      ['@aws-sdk/core', 25],
      ['valibot', 10],
    ]);
  });

  it('counts a nested dependency for itself', () => {
    expect(bytesByPackage({ '../../node_modules/a/node_modules/b/index.js': bytes(1) })).toEqual({ b: 1 });
  });

  it('names a folder of the workspace, and the package that is built', () => {
    const sums = bytesByPackage({ '../chat-core/src/index.ts': bytes(3), 'src/lambda/connect.ts': bytes(2) });
    expect(sums).toEqual({ 'chat-core': 3, 'this package': 2 });
  });

  it('leaves out what was shaken off', () => {
    expect(bytesByPackage({ '../../node_modules/bowser/es5.js': bytes(0) })).toEqual({});
  });
});
