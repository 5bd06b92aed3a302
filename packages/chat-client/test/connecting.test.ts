import type { CredentialRequest, GetCredential } from '../src/connection/credential.ts';
import { CredentialRefusedError } from '../src/errors.ts';
import { createHarness, openHarness } from './fixtures.ts';

const hour = 3_600_000;

describe('a connection', () => {
  it('gives the token as a subprotocol and the thread in the query', async () => {
    const { network } = await openHarness();
    expect(network.socket.url).toBe('wss://chat.example/test?threadId=t1');
    expect(network.socket.protocols).toEqual(['switchboard', 'switchboard.token.secret']);
  });

  it('asks for a thread whose name needs escaping', async () => {
    const { network } = await openHarness({ threadId: 'a&b=c' });
    expect(network.socket.url).toBe('wss://chat.example/test?threadId=a%26b%3Dc');
  });

  it('comes back after a loss, with one attempt in each of windows that grow by half, up to 20 s', async () => {
    const { client, clock, network } = await openHarness();
    network.handshake = 'fail';
    network.socket.drop();
    const waits: number[] = [];
    for (let failure = 0; failure < 12; failure += 1) {
      const { connection } = client.getSnapshot();
      if (connection.state !== 'waiting') throw new Error(connection.state);
      waits.push(connection.retryAt - clock.now());
      await clock.advance(connection.retryAt - clock.now());
    }
    // Chance is one half in these tests: from the middle of one window to the middle of the next.
    expect(waits).toEqual([250, 625, 937, 1_406, 2_109, 3_164, 4_745, 7_119, 10_678, 16_017, 19_611, 20_000]);
  });

  it('begins with short waits again once the server has answered something', async () => {
    const { client, clock, network } = await openHarness();
    network.handshake = 'fail';
    network.socket.drop();
    await clock.advance(2_000);
    network.handshake = 'accept';
    await clock.advance(5_000);
    expect(client.getSnapshot().connection.state).toBe('open');
    network.socket.drop();
    expect(client.getSnapshot().connection).toMatchObject({ retryAt: clock.now() + 250 });
  });

  it('does not take a server that accepts and closes at once for a healthy one', async () => {
    const { client, clock, network } = createHarness();
    network.onFrame = (_frame, socket) => socket.drop();
    client.open();
    await clock.advance(0);
    await clock.advance(250);
    expect(client.getSnapshot().connection).toMatchObject({ retryAt: clock.now() + 625 });
  });

  it('gives up a handshake that takes more than 10 s', async () => {
    const { client, clock, network } = createHarness();
    network.handshake = 'hang';
    client.open();
    await clock.advance(9_999);
    expect(client.getSnapshot().connection).toEqual({ state: 'connecting' });
    await clock.advance(1);
    expect(client.getSnapshot().connection).toMatchObject({ state: 'waiting' });
  });

  it('comes back at once when the network does', async () => {
    const { client, clock, network } = await openHarness();
    client.lose('The network is away.');
    expect(client.getSnapshot().connection).toMatchObject({
      state: 'waiting',
      reason: 'The network is away.',
    });
    client.wake();
    await clock.advance(0);
    expect(client.getSnapshot().connection.state).toBe('open');
    expect(network.sockets).toHaveLength(2);
  });

  it('stays closed when it was closed, whatever is still under way', async () => {
    const { client, clock, network } = createHarness();
    client.open();
    client.close();
    await clock.advance(hour);
    expect(client.getSnapshot().connection).toEqual({ state: 'closed' });
    expect(network.sockets).toHaveLength(0);
  });

  it('is not opened twice', async () => {
    const { client, network } = await openHarness();
    client.open();
    expect(network.sockets).toHaveLength(1);
  });
});

describe('a heartbeat', () => {
  it('is sent after 4 minutes of silence, well within the 10 that API Gateway allows', async () => {
    const { clock, network } = await openHarness();
    await clock.advance(239_999);
    expect(network.sentOf('ping')).toHaveLength(0);
    await clock.advance(1);
    expect(network.sentOf('ping')).toHaveLength(1);
    await clock.advance(hour);
    expect(network.sentOf('ping')).toHaveLength(16);
    expect(network.sockets).toHaveLength(1);
  });

  it('finds a dead link, and replaces it', async () => {
    const { client, clock, network } = await openHarness();
    network.onFrame = () => {};
    await clock.advance(240_000 + 7_999);
    expect(client.getSnapshot().connection.state).toBe('open');
    await clock.advance(1);
    expect(client.getSnapshot().connection).toMatchObject({
      state: 'waiting',
      reason: 'No answer to a ping.',
    });
    await clock.advance(250);
    expect(network.sockets).toHaveLength(2);
  });

  it('is sent at once when the machine wakes up', async () => {
    const { client, network } = await openHarness();
    client.wake();
    expect(network.sentOf('ping')).toHaveLength(1);
  });

  it('finds a link dead on which a message is not acknowledged', async () => {
    const { client, clock, network } = await openHarness();
    network.onFrame = () => {};
    client.send('hello');
    await clock.advance(8_000);
    expect(network.sentOf('ping')).toHaveLength(1);
    await clock.advance(8_000);
    expect(client.getSnapshot().connection.state).toBe('waiting');
  });
});

describe('a credential', () => {
  const counting = () => {
    const requests: boolean[] = [];
    const credential: GetCredential = ({ renew }) => {
      requests.push(renew);
      return { token: `token-${requests.length}`, userId: 'ada' };
    };
    return { credential, requests };
  };

  it('is asked for before every connection', async () => {
    const { credential, requests } = counting();
    const { client, clock, network } = await openHarness({ credential });
    network.socket.drop();
    await clock.advance(250);
    expect(network.socket.protocols[1]).toBe('switchboard.token.token-2');
    expect(requests).toEqual([false, false]);
    expect(client.getSnapshot().userId).toBe('ada');
  });

  it('is renewed when the server is known to have refused it', async () => {
    const { credential, requests } = counting();
    const { client, clock, network } = createHarness({ credential });
    network.handshake = 'refuse';
    client.open();
    await clock.advance(0);
    network.handshake = 'accept';
    await clock.advance(250);
    expect(requests).toEqual([false, true]);
    expect(client.getSnapshot().connection.state).toBe('open');
  });

  it('is renewed after four failed handshakes, because a browser does not tell a refusal from a failure', async () => {
    const { credential, requests } = counting();
    const { client, clock, network } = createHarness({ credential });
    network.handshake = 'fail';
    client.open();
    await clock.advance(250 + 625 + 937 + 1_406);
    expect(requests).toEqual([false, false, false, false, true]);
  });

  it('is told to be refused, and not tried for ever, when renewed ones are not let in either', async () => {
    const { credential, requests } = counting();
    const { client, clock, network } = createHarness({ credential });
    network.handshake = 'refuse';
    client.open();
    await clock.advance(hour);
    expect(client.getSnapshot().connection).toEqual({
      state: 'refused',
      code: 'credential.refused',
      reason: 'The server does not accept the credential.',
    });
    expect(requests).toEqual([false, true, true, true]);
  });

  it('is not under suspicion while it cannot be renewed: then it is the network that is away', async () => {
    const requests: boolean[] = [];
    const { client, clock, network } = createHarness({
      credential: ({ renew }) => {
        requests.push(renew);
        if (renew) throw new TypeError('Failed to fetch');
        return { token: 'secret' };
      },
    });
    network.handshake = 'fail';
    client.open();
    await clock.advance(10 * hour);
    expect(client.getSnapshot().connection.state).not.toBe('refused');
    network.handshake = 'accept';
    await clock.advance(30_000);
    expect(client.getSnapshot().connection.state).toBe('open');
    expect(requests.at(-1)).toBe(false);
  });

  it('that its issuer refuses ends the client', async () => {
    const { client, clock } = createHarness({
      credential: () => Promise.reject(new CredentialRefusedError('Not you.')),
    });
    client.open();
    await clock.advance(hour);
    expect(client.getSnapshot().connection).toEqual({
      state: 'refused',
      code: 'credential.refused',
      reason: 'Not you.',
    });
  });

  it('that cannot be part of a handshake ends the client', async () => {
    const { client, clock } = createHarness({
      WebSocket: class {
        constructor() {
          throw new SyntaxError('The subprotocol is invalid.');
        }
      } as never,
    });
    client.open();
    await clock.advance(0);
    expect(client.getSnapshot().connection).toEqual({
      state: 'refused',
      code: 'handshake.impossible',
      reason: 'The subprotocol is invalid.',
    });
  });

  it.each([
    ['session.expired', 'expired'],
    ['session.missing', 'expired'],
    ['session.revoked', 'revoked'],
  ])('that ends on an open connection with %s is renewed for a new one', async (code, reason) => {
    const requests: CredentialRequest[] = [];
    const { client, clock, network } = await openHarness({
      credential: (request) => {
        requests.push(request);
        return { token: `token-${requests.length}` };
      },
    });
    network.socket.deliver({ event: 'error', code, message: 'It has ended.', requestId: 'r' });
    expect(client.getSnapshot().connection.state).toBe('waiting');
    await clock.advance(250);
    expect(requests).toEqual([{ renew: false }, { renew: true, reason }]);
    expect(client.getSnapshot().connection.state).toBe('open');
  });

  it('that was revoked ends the client when no other is issued', async () => {
    const { client, clock, network } = await openHarness({
      credential: ({ reason }) => {
        if (reason === 'revoked') throw new CredentialRefusedError('You have signed out.');
        return { token: 'secret' };
      },
    });
    network.socket.deliver({ event: 'error', code: 'session.revoked', message: 'Revoked.', requestId: 'r' });
    await clock.advance(hour);
    expect(client.getSnapshot().connection).toEqual({
      state: 'refused',
      code: 'credential.refused',
      reason: 'You have signed out.',
    });
    expect(network.sockets).toHaveLength(1);
  });

  it('whose connection gave way to a newer one does not close that one by coming back', async () => {
    const { client, clock, network } = await openHarness();
    network.socket.deliver({
      event: 'error',
      code: 'session.replaced',
      message: 'Too many connections.',
      requestId: 'r',
    });
    await clock.advance(hour);
    client.wake();
    expect(network.sockets).toHaveLength(1);
    expect(client.getSnapshot().connection).toEqual({
      state: 'refused',
      code: 'session.replaced',
      reason: 'Too many connections.',
    });
    client.open();
    await clock.advance(0);
    expect(client.getSnapshot().connection.state).toBe('open');
  });

  it('can be tried once more by opening again after a refusal', async () => {
    const { client, clock, network } = createHarness();
    network.handshake = 'refuse';
    client.open();
    await clock.advance(hour);
    network.handshake = 'accept';
    client.open();
    await clock.advance(0);
    expect(client.getSnapshot().connection.state).toBe('open');
  });
});
