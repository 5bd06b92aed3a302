import type { Addresses } from './addresses.ts';
import type { Inspection } from './functions/inspection.ts';
import type { Log } from './log/log.ts';
import type { PlatformError } from './platform-error.ts';

export interface PlatformOptions {
  /** The synthesised stack, `cdk.tf.json`. */
  readonly terraformFile: string;
  /** The folder of the built pages. */
  readonly pagesFolder: string;
  /** The folder of the pages that are for this machine alone. @default no such pages */
  readonly toolsFolder?: string;
  /** The repository, whose sources errors are traced to. */
  readonly sourceRoot: string;
  /** Whether a bot's file that is saved replaces the running bot. @default false */
  readonly reloads?: boolean;
  /** The folder that keeps data across restarts, or `memory`. */
  readonly dataDir: string;
  /** A file of secrets, `NAME=value`: values of parameters that Terraform never sees. It is optional. */
  readonly secretsFile: string;
  /** What the DNS answers when mail is judged, a file; `undefined`: it knows no name. */
  readonly mailDnsFile: string | undefined;
  /** The first of six ports: web, HTTP, WebSocket, AWS, mail, Telegram. 0: any free ones. */
  readonly port: number;
  /** How many times faster than the clock API Gateway, Lambda's retries and schedules are. @default 1 */
  readonly speed?: number;
  /** The most processes that one function may have. @default 10 */
  readonly maximumProcesses?: number;
  /** A function that is debugged. @default none */
  readonly inspection?: Inspection | undefined;
  /** The environment in which a DynamoDB engine is looked for, and in which secrets may be. */
  readonly env: NodeJS.ProcessEnv;
  readonly log: Log;
  readonly now: () => number;
  readonly newId: () => string;
  /** Bytes that cannot be guessed. */
  readonly randomBytes: (count: number) => Buffer;
}

export interface Platform {
  readonly addresses: Addresses;
  /** The folder that keeps data; `undefined`: nothing is kept. */
  readonly dataFolder: string | undefined;
  /** The bot that a function is told to ask, if there is one. */
  readonly bot: string | undefined;
  /** The variables in which the stack's secrets are looked for. */
  readonly secretNames: readonly string[];
  /** What is not needed to be ready: settles when every function has a process. */
  readonly warm: Promise<void>;
  /** Settles when the platform cannot go on, with why. It is to be stopped then. */
  readonly lost: Promise<PlatformError>;
  stop(): Promise<void>;
}
