import { portProblem } from './listen.ts';

describe('a port that cannot be used', () => {
  it('is not blamed on another program where it needs administrator rights', () => {
    const refused = Object.assign(new Error('listen EACCES'), { code: 'EACCES' });
    expect(portProblem(80, refused).message).toMatch(/^Port 80 needs administrator rights/);
  });

  it('is said to be taken where it is', () => {
    const taken = Object.assign(new Error('listen EADDRINUSE'), { code: 'EADDRINUSE' });
    expect(portProblem(4000, taken).message).toMatch(/^Port 4000 is taken\./);
  });
});
