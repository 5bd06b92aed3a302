import { businessHoursSchema, type SettingName } from '@switchboard/declarations';
import * as v from 'valibot';
import { brandSchema } from './brand.ts';
import type { Environment } from './environment.ts';

/** The retentions that CloudWatch Logs knows, in days. */
const logRetentions = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

const matching = (pattern: RegExp, expected: string) =>
  v.pipe(v.string(`should be ${expected}`), v.regex(pattern, `should be ${expected}`));

const domainName = matching(
  /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/,
  'a domain name in lower case, such as chat.example.com',
);

const wholeNumber = (minimum: number, maximum: number, unit: string) => {
  const expected = `should be a whole number of ${unit} from ${minimum} to ${maximum}`;
  return v.pipe(
    v.number(expected),
    v.integer(expected),
    v.minValue(minimum, expected),
    v.maxValue(maximum, expected),
  );
};

const flag = v.boolean('should be true or false');

const throttle = v.strictObject({
  requestsPerSecond: wholeNumber(1, 10_000, 'requests'),
  burst: wholeNumber(1, 5_000, 'requests'),
});

const capacityRange = v.strictObject({
  minimum: wholeNumber(1, 40_000, 'capacity units'),
  maximum: wholeNumber(1, 40_000, 'capacity units'),
});

const origin = matching(
  /^(\*|https?:\/\/[a-z0-9.-]+(:\d+)?)$/,
  'an origin such as https://shop.example.com, without a path, or *',
);

const mailAddress = matching(/^[^@\s]+@[^@\s]+\.[^@\s]+$/, 'a mail address');

/** What an environment may hold. Names of settings, tables, functions and routes are checked where they are known. */
export const environmentSchema = v.strictObject({
  name: matching(/^[a-z][a-z0-9]{0,11}$/, 'a name of at most 12 lower-case letters and digits, such as dev'),
  prefix: matching(
    /^[a-z][a-z0-9-]{0,18}[a-z0-9]$/,
    'a name of 2 to 20 lower-case letters, digits and hyphens',
  ),
  region: matching(/^[a-z]{2}(-[a-z]+)+-\d$/, 'a region of AWS, such as eu-central-1'),
  accountId: v.exactOptional(matching(/^\d{12}$/, 'an AWS account id of 12 digits')),
  state: v.picklist(['bucket', 'file'], 'should be bucket or file'),
  stateBucket: v.exactOptional(
    matching(
      /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/,
      'the name of an S3 bucket: 3 to 63 lower-case letters, digits, hyphens',
    ),
  ),
  settings: v.record(v.string(), v.string('should be a text')),
  brand: v.exactOptional(brandSchema),
  businessHours: v.exactOptional(businessHoursSchema),
  acceptInsecure: v.array(v.string() as v.GenericSchema<SettingName>),
  protected: flag,
  runtime: v.picklist(['nodejs22.x', 'nodejs24.x'], 'should be nodejs22.x or nodejs24.x'),
  logRetentionDays: v.picklist(logRetentions, `should be one of ${logRetentions.join(', ')} days`),
  allowedOrigins: v.array(origin),
  throttle,
  routeThrottles: v.record(v.string(), throttle),
  domain: v.exactOptional(v.strictObject({ name: domainName, zone: domainName })),
  mail: v.exactOptional(v.strictObject({ domain: domainName, zone: v.exactOptional(domainName) })),
  alarms: v.exactOptional(
    v.strictObject({
      addresses: v.pipe(v.array(mailAddress), v.minLength(1, 'should hold at least one mail address')),
      monthlyBudgetDollars: v.exactOptional(wholeNumber(1, 1_000_000, 'dollars')),
    }),
  ),
  tracing: flag,
  accessLogs: flag,
  contributorInsights: flag,
  provisionedCapacity: v.record(v.string(), v.strictObject({ reads: capacityRange, writes: capacityRange })),
  restoredTables: v.record(
    v.string(),
    matching(/^[\w.-]{3,255}$/, 'the name of a table: 3 to 255 letters, digits, dots, hyphens, underscores'),
  ),
  reservedConcurrency: v.record(v.string(), wholeNumber(1, 100_000, 'invocations')),
  permissionBoundary: v.exactOptional(
    matching(/^arn:aws[a-z-]*:iam::(\d{12}|aws):policy\/.+$/, 'the ARN of an IAM policy'),
  ),
  tags: v.record(v.string(), v.string('should be a text')),
}) satisfies v.GenericSchema<unknown, Environment>;
