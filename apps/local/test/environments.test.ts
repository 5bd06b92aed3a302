import { join } from 'node:path';
import { connect } from './fixture/client.ts';
import { startPlatformProcess } from './fixture/platform-process.ts';

/** The environments that are deployed, as they are synthesised: what runs in them runs here. */
describe.each(['dev', 'staging', 'prod'])('the environment %s', (name) => {
  it('carries a conversation', async () => {
    const platform = await startPlatformProcess({
      TERRAFORM_FILE: join(__dirname, '../../../infra/cdktf.out/stacks', name, 'cdk.tf.json'),
    });
    const response = await fetch(`${platform.http}/sessions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    const { token, userId } = (await response.json()) as { token: string; userId: string };
    const client = await connect(`${platform.ws}?token=${token}&threadId=${userId}`);
    client.socket.send(
      JSON.stringify({ action: 'message.send', threadId: userId, text: 'hello', clientMessageId: 'c1' }),
    );
    expect(await client.next(({ event }) => event === 'ack')).toMatchObject({ seq: 1 });
    expect(await client.next(({ event }) => event === 'message')).toMatchObject({
      messageType: 'bot',
      seq: 2,
    });
    client.socket.close();
    await platform.end('SIGTERM');
  });
});
