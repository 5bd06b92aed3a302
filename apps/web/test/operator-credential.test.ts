import { CredentialRefusedError } from '@switchboard/chat-client';
import { OperatorCredential } from '../src/console/operator-credential.ts';

const session = { userId: 'olga', token: 't1', expiresAt: 2_000_000_000 };
const good = { token: 't1', userId: 'olga' };
const suspected = { renew: true, reason: 'refused' } as const;

const credential = (isReachable: () => boolean) =>
  new OperatorCredential({ session, isReachable: async () => isReachable() });

describe('the credential of an operator', () => {
  it.each(['expired', 'revoked'] as const)(
    'has ended once the service says that it is %s',
    async (reason) => {
      await expect(credential(() => true).get({ renew: true, reason })).rejects.toBeInstanceOf(
        CredentialRefusedError,
      );
    },
  );

  it('fault: an operator was signed out when the network was away for some seconds', async () => {
    const kept = credential(() => false);
    for (let attempt = 0; attempt < 20; attempt += 1) {
      const error = await kept.get(suspected).catch((thrown: unknown) => thrown);
      expect(error).not.toBeInstanceOf(CredentialRefusedError);
      expect(error).toBeInstanceOf(Error);
    }
    await expect(kept.get({ renew: false })).resolves.toEqual(good);
  });

  it('is tried once more where handshakes fail although the service answers, and is then given up', async () => {
    const doubted = credential(() => true);
    await expect(doubted.get(suspected)).resolves.toEqual(good);
    doubted.confirm();
    await expect(doubted.get(suspected)).resolves.toEqual(good);
    await expect(doubted.get(suspected)).rejects.toBeInstanceOf(CredentialRefusedError);
  });
});
