import type { Brand } from '@switchboard/declarations';
import {
  type BusinessHours,
  businessHoursText,
  type ResolvedSettings,
  type SettingName,
  type SettingValues,
  withDefaults,
} from '@switchboard/declarations';

/** How many requests a stage takes before it answers 429, or closes a WebSocket message with an error. */
interface Throttle {
  readonly requestsPerSecond: number;
  /** How many requests may come at once. */
  readonly burst: number;
}

/** The bounds between which DynamoDB scales a table that is not billed on demand. */
export interface ProvisionedCapacity {
  readonly reads: { readonly minimum: number; readonly maximum: number };
  readonly writes: { readonly minimum: number; readonly maximum: number };
}

/** One deployment of the platform: a stack of the same name. */
export interface Environment {
  /** Part of the name of every resource: lower-case letters and digits, at most 12. */
  readonly name: string;
  /** The first part of every resource's name. Two clones of the platform in one account need two. @default 'switchboard' */
  readonly prefix: string;
  readonly region: string;
  /** The AWS account. Terraform refuses credentials of another one. Absent in `local` alone, which is never deployed. */
  readonly accountId?: string;
  /** Where Terraform keeps its state: the S3 bucket that `npm run bootstrap` creates, or a file on this machine. @default 'bucket' */
  readonly state: 'bucket' | 'file';
  /** The name of the state bucket. @default `<prefix>-terraform-<accountId>-<region>` */
  readonly stateBucket?: string;
  /** What functions that ask for a setting are told. @default the default of each setting, which is secure */
  readonly settings: SettingValues;
  /** How the pages present themselves. @default as Switchboard */
  readonly brand?: Brand;
  /** When people are there to answer what a bot hands over. @default always */
  readonly businessHours?: BusinessHours;
  /** Settings whose insecure values this environment accepts. The synthesis refuses others. @default none */
  readonly acceptInsecure: readonly SettingName[];
  /** Whether Terraform and AWS refuse to delete tables, buckets and the state. @default false */
  readonly protected: boolean;
  /** The runtime of every function. @default 'nodejs24.x' */
  readonly runtime: 'nodejs22.x' | 'nodejs24.x';
  /** How many days CloudWatch keeps logs. @default 14 */
  readonly logRetentionDays: number;
  /** Origins of other sites whose pages may call the HTTP API, beside the environment's own pages. @default none */
  readonly allowedOrigins: readonly string[];
  /** @default 100 requests a second, 200 at once */
  readonly throttle: Throttle;
  /** Other limits for single routes, by route key: `message.send` or `POST /sessions`. @default none */
  readonly routeThrottles: Readonly<Record<string, Throttle>>;
  /**
   * The environment's own names in the DNS: the pages at `name`, the WebSocket API at `ws.<name>`, the HTTP API at `api.<name>`. The zone
   * must exist in Route 53. @default the names that AWS gives
   */
  readonly domain?: { readonly name: string; readonly zone: string };
  /**
   * Where mail is received and sent. The zone must exist in Route 53; without one the DNS is elsewhere, and a person enters the records that the
   * output `mailRecords` tells. @default no mail
   */
  readonly mail?: { readonly domain: string; readonly zone?: string };
  /** Who is told when something is wrong. Each must confirm a mail from AWS once. @default no alarms */
  readonly alarms?: {
    readonly addresses: readonly string[];
    /** An alarm is raised when a month is forecast to cost more, in dollars. @default no budget */
    readonly monthlyBudgetDollars?: number;
  };
  /** Whether X-Ray traces functions. It does not trace HTTP and WebSocket APIs. @default false */
  readonly tracing: boolean;
  /** Whether the APIs log each request, without its body. @default true */
  readonly accessLogs: boolean;
  /** Whether CloudWatch Contributor Insights watches the tables' hottest keys. @default false */
  readonly contributorInsights: boolean;
  /** Tables, by declared name, that have provisioned capacity in place of billing on demand. @default none */
  readonly provisionedCapacity: Readonly<Record<string, ProvisionedCapacity>>;
  /**
   * Tables, by declared name, that a restored table stands in for: its name in the account. `npm run restore` makes one, and the next deployment
   * puts it in place. @default none
   */
  readonly restoredTables: Readonly<Record<string, string>>;
  /** How many invocations of a function, by declared name, may run at once. @default what the account's quota leaves */
  readonly reservedConcurrency: Readonly<Record<string, number>>;
  /** The ARN of the policy that bounds every role, where the account demands one. @default none */
  readonly permissionBoundary?: string;
  /** Tags of every resource, beside `application` and `environment`. @default none */
  readonly tags: Readonly<Record<string, string>>;
}

/** What has no default. */
type Needed = 'name' | 'region';

/** An environment as it is written in `environments.ts`. */
export type EnvironmentInput = Pick<Environment, Needed> & Partial<Environment>;

const defaults: Omit<Environment, Needed> = {
  prefix: 'switchboard',
  state: 'bucket',
  settings: {},
  acceptInsecure: [],
  protected: false,
  runtime: 'nodejs24.x',
  logRetentionDays: 14,
  allowedOrigins: [],
  throttle: { requestsPerSecond: 100, burst: 200 },
  routeThrottles: {},
  tracing: false,
  accessLogs: true,
  contributorInsights: false,
  provisionedCapacity: {},
  restoredTables: {},
  reservedConcurrency: {},
  tags: {},
};

/** Fills in what an environment leaves out. */
export const defineEnvironment = (input: EnvironmentInput): Environment => ({ ...defaults, ...input });

/** The environment that the local platform boots. It is never deployed. */
const localName = 'local';

export const isLocal = ({ name }: Pick<Environment, 'name'>): boolean => name === localName;

/** The settings that an environment gives, its business hours included. What `npm start` overrides of `local` stands in `settings`, and counts. */
export const givenSettings = ({
  settings,
  businessHours,
}: Pick<Environment, 'settings' | 'businessHours'>): SettingValues => ({
  ...(businessHours && { BUSINESS_HOURS: businessHoursText(businessHours) }),
  ...settings,
});

/** What functions of an environment are told. */
export const settingsOf = (environment: Environment): ResolvedSettings =>
  withDefaults(givenSettings(environment));

/** The bucket that holds an environment's state. */
export const stateBucketOf = ({ stateBucket, prefix, accountId, region }: Environment): string =>
  stateBucket ?? `${prefix}-terraform-${accountId}-${region}`;
