import { createAwsCloud } from '../src/deploy/aws-cloud.ts';
import type { Cloud } from '../src/deploy/cloud.ts';
import { NoAnswerError } from '../src/deploy/cloud.ts';
import { type Moto, startMoto } from './moto.ts';
import { describeWith } from './programs.ts';

const patienceMs = 60_000;
let moto: Moto;
let cloud: Cloud;
let endpoint: string;

describeWith('moto_server')('with moto, AWS', () => {
  beforeAll(async () => {
    moto = await startMoto();
    endpoint = moto.endpoint;
    cloud = createAwsCloud({ region: 'eu-central-1', endpoint });
  }, patienceMs);

  afterAll(() => moto.stop());

  it('tells who we are', async () => {
    expect(await cloud.identity()).toEqual({
      accountId: '123456789012',
      arn: expect.stringMatching(/^arn:aws:sts::123456789012:/),
    });
  });

  it('gets a bucket for states that keeps every version, encrypted and private', async () => {
    expect(await cloud.bucketExists('our-states')).toBe(false);
    await cloud.createStateBucket('our-states');
    expect(await cloud.bucketExists('our-states')).toBe(true);
    const ask = (query: string) => fetch(`${endpoint}/our-states?${query}`).then((answer) => answer.text());
    expect(await ask('versioning')).toContain('<Status>Enabled</Status>');
    expect(await ask('encryption')).toContain('<SSEAlgorithm>AES256</SSEAlgorithm>');
    expect(await ask('publicAccessBlock')).toContain('<RestrictPublicBuckets>true</RestrictPublicBuckets>');
    expect(await ask('lifecycle')).toContain('<NoncurrentDays>90</NoncurrentDays>');
  });

  it('gets a bucket in its first region too, which is no constraint', async () => {
    const first = createAwsCloud({ region: 'us-east-1', endpoint });
    await first.createStateBucket('our-first-states');
    expect(await first.bucketExists('our-first-states')).toBe(true);
  });

  it('knows the zones that were created, by their whole name', async () => {
    const body = `<CreateHostedZoneRequest xmlns="https://route53.amazonaws.com/doc/2013-04-01/"><Name>our.shop</Name><CallerReference>1</CallerReference></CreateHostedZoneRequest>`;
    await fetch(`${endpoint}/2013-04-01/hostedzone`, {
      method: 'POST',
      body,
      headers: {
        host: 'route53.amazonaws.com',
        authorization: 'AWS4-HMAC-SHA256 Credential=key/20260101/us-east-1/route53/aws4_request',
      },
    });
    expect(await cloud.zoneExists('our.shop')).toBe(true);
    expect(await cloud.zoneExists('shop')).toBe(false);
    expect(await cloud.zoneExists('their.shop')).toBe(false);
  });

  it('keeps secrets, and replaces them', async () => {
    expect(await cloud.parameterExists('/shop/dev/token')).toBe(false);
    await cloud.putSecret('/shop/dev/token', 'one');
    await cloud.putSecret('/shop/dev/token', 'two');
    expect(await cloud.parameterExists('/shop/dev/token')).toBe(true);
    expect(await cloud.readSecret('/shop/dev/token')).toBe('two');
    expect(await cloud.readSecret('/shop/dev/other')).toBeUndefined();
  });

  it(
    'that does not answer is said to be out of reach, not to refuse the credentials',
    async () => {
      const nobody = createAwsCloud({ region: 'eu-central-1', endpoint: 'http://127.0.0.1:9' });
      await expect(nobody.identity()).rejects.toThrow(NoAnswerError);
    },
    patienceMs,
  );
});
