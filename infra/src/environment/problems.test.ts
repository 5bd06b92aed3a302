import { type FunctionPackage, httpRoute, onTable, webSocketRoute } from '@switchboard/declarations';
import { defineEnvironment, type Environment, type EnvironmentInput } from './environment.ts';
import { InvalidEnvironmentsError, requireEnvironments } from './problems.ts';

const valid: EnvironmentInput = { name: 'shop', region: 'eu-west-1', accountId: '123456789012' };

const packages: readonly FunctionPackage[] = [
  {
    root: new URL('file:///package/'),
    functions: [
      {
        name: 'order',
        entry: 'src/order.ts',
        memoryMb: 128,
        timeoutSeconds: 3,
        triggers: [webSocketRoute('order.place'), httpRoute('GET', '/orders', 'none')],
        uses: [onTable({ name: 'orders', partitionKey: { name: 'id', type: 'S' } }, 'get')],
      },
    ],
    allowedValues: { BOT: ['rules', 'none'] },
  },
];

function problemsOf(...environments: readonly Environment[]): readonly string[] {
  try {
    requireEnvironments(environments, packages);
  } catch (error) {
    if (error instanceof InvalidEnvironmentsError) return error.problems;
    throw error;
  }
  return [];
}

const problemsWith = (change: Partial<Environment>): readonly string[] =>
  problemsOf(defineEnvironment({ ...valid, ...change }));

describe('an environment', () => {
  it('needs a name, a region and an account', () => {
    expect(problemsWith({})).toEqual([]);
  });

  it.each<[string, object, string]>([
    [
      'name',
      { name: 'Shop' },
      'name should be a name of at most 12 lower-case letters and digits, such as dev, but is "Shop".',
    ],
    [
      'region',
      { region: 'Frankfurt' },
      'region should be a region of AWS, such as eu-central-1, but is "Frankfurt".',
    ],
    ['account', { accountId: '1234' }, 'accountId should be an AWS account id of 12 digits, but is "1234".'],
    [
      'runtime',
      { runtime: 'nodejs18.x' },
      'runtime should be nodejs22.x or nodejs24.x, but is "nodejs18.x".',
    ],
    [
      'colour of the brand',
      { brand: { accent: 'teal' } },
      'brand.accent should be a colour such as #0f766e, but is "teal".',
    ],
    ['field of the brand', { brand: { color: '#0f766e' } }, 'brand.color is not a field of an environment.'],
    [
      'zone of the business hours',
      { businessHours: { timeZone: 'Berlin', week: { monday: ['09:00-17:00'] } } },
      'businessHours.timeZone should be the IANA name of a time zone, such as Europe/Berlin, but is "Berlin".',
    ],
    [
      'period of the business hours',
      { businessHours: { timeZone: 'Europe/Berlin', week: { monday: ['9-17'] } } },
      'businessHours.week.monday.0 should be a period such as 09:00-12:30, but is "9-17".',
    ],
    [
      'log retention',
      { logRetentionDays: 10 },
      expect.stringMatching(/^logRetentionDays should be one of 1, 3, 5, .* days, but is 10\.$/),
    ],
    [
      'origin',
      { allowedOrigins: ['https://shop.example.com/chat'] },
      'allowedOrigins.0 should be an origin such as https://shop.example.com, without a path, or *, but is "https://shop.example.com/chat".',
    ],
    [
      'throttle',
      { throttle: { requestsPerSecond: 0, burst: 10 } },
      'throttle.requestsPerSecond should be a whole number of requests from 1 to 10000, but is 0.',
    ],
    ['unknown field', { colour: 'red' }, 'colour is not a field of an environment.'],
    [
      'unknown nested field',
      { domain: { name: 'a.b', zone: 'b', www: true } },
      'domain.www is not a field of an environment.',
    ],
  ])('with a wrong %s is refused', (_what, change, problem) => {
    expect(problemsWith(change)).toEqual([expect.stringMatching(/^shop|^Shop/)]);
    expect(problemsWith(change).map((line) => line.replace(/^shop: |^Shop: /, ''))).toEqual([problem]);
  });

  it.each<[string, Partial<Environment>, string]>([
    [
      'a setting of a wrong name',
      { settings: { SESION: 'any' } as Environment['settings'] },
      'shop: SESION is no setting. The settings are ',
    ],
    [
      'a bot that there is not',
      { settings: { BOT: 'parrot' } },
      'shop: BOT should be one of rules, none, but is "parrot".',
    ],
    [
      'an insecure setting',
      { settings: { SESSIONS: 'any' } },
      'shop: SESSIONS is any: anyone can get a session as any user.',
    ],
    [
      'a limit of a route that there is not',
      { routeThrottles: { 'POST /orders': { requestsPerSecond: 1, burst: 1 } } },
      'shop: routeThrottles names POST /orders, which is no route. There are GET /orders, order.place.',
    ],
    [
      'capacity of a table that there is not',
      {
        provisionedCapacity: {
          order: { reads: { minimum: 1, maximum: 2 }, writes: { minimum: 1, maximum: 2 } },
        },
      },
      'shop: provisionedCapacity names order, which is no table. There are orders.',
    ],
    [
      'concurrency of a function that there is not',
      { reservedConcurrency: { orders: 5 } },
      'shop: reservedConcurrency names orders, which is no function. There are order.',
    ],
    [
      'a domain outside its zone',
      { domain: { name: 'chat.example.com', zone: 'example.org' } },
      'shop: domain.name is chat.example.com, which is not in the zone example.org.',
    ],
    [
      'a protected environment whose state is on one machine',
      { protected: true, state: 'file' },
      "shop: state should be 'bucket'",
    ],
  ])('with %s is refused', (_what, change, problem) => {
    expect(problemsWith(change)).toEqual([expect.stringContaining(problem)]);
  });

  it('that is deployed needs an account; local must not have one', () => {
    const { accountId: _, ...without } = valid;
    expect(problemsOf(defineEnvironment(without))).toEqual([
      'shop: accountId is missing: the AWS account that it is deployed to.',
    ]);
    expect(problemsWith({ name: 'local' })).toEqual([
      'local: accountId should be absent: local is never deployed.',
    ]);
  });
});

describe('several environments', () => {
  it('are refused with everything that is wrong with any of them', () => {
    const [one, two] = [
      { ...valid, region: 'x' },
      { ...valid, name: 'dev', accountId: 'y' },
    ].map(defineEnvironment);
    expect(one && two && problemsOf(one, two)).toHaveLength(2);
  });

  it('must not share a name or a domain', () => {
    const domain = { name: 'chat.example.com', zone: 'example.com' };
    const [one, two] = [
      { ...valid, domain },
      { ...valid, domain },
    ].map(defineEnvironment);
    expect(one && two && problemsOf(one, two)).toEqual([
      'name shop is used by two environments.',
      'domain.name chat.example.com is used by two environments.',
    ]);
  });
});
