/** What a person can choose at `npm start`. docs/reference/configuration.md lists these; a test keeps the page and the code the same. */

export interface Choice {
  readonly meaning: string;
  /** As a person reads it: a text between backticks is the value itself. */
  readonly default: string;
}

/** Environment variables of the platform. The settings of the environment `local` are variables of `npm start`, too. */
export const startVariables = {
  PORT: {
    meaning:
      'the first of six ports in a row: pages, HTTP API, WebSocket API, AWS, mail, Telegram; `0`: any free ports',
    default: '`4000`',
  },
  DATA_DIR: {
    meaning: 'the folder that keeps data across restarts, or `memory` to keep nothing',
    default: '`.switchboard` in the repository',
  },
  LOG_LEVEL: {
    meaning: 'how much the platform and the functions log: `error`, `warn`, `info` or `debug`',
    default: '`info`',
  },
  SPEED: {
    meaning:
      'how many times faster than the clock idle timeouts, delays, retries and schedules run, from 1 to 100 000',
    default: '`1`',
  },
  SECRETS_FILE: {
    meaning: 'the file of secrets, one `NAME=value` a line',
    default: '`.env.local` in the repository',
  },
  TELEGRAM_TOKEN: {
    meaning:
      'the token of a Telegram bot: the platform talks to Telegram instead of the simulator. May be in the file of secrets',
    default: 'none: Telegram is simulated',
  },
  MAIL_DNS_FILE: {
    meaning:
      'a JSON file with the DNS records that are used to judge mail: `{"example.com": {"TXT": ["v=spf1 -all"]}}`',
    default: 'none: no name has a record',
  },
  TERRAFORM_FILE: {
    meaning: 'another synthesised stack, a `cdk.tf.json`',
    default: 'the stack of the environment `local`',
  },
  DYNAMODB_ENDPOINT: {
    meaning: 'the address of a running DynamoDB to use',
    default: 'none: the platform starts one',
  },
  NO_COLOR: {
    meaning: 'if set, the log has no colours on a terminal',
    default: 'not set',
  },
} as const satisfies Readonly<Record<string, Choice>>;

/** The variables as a process gets them. */
export type StartEnvironment = Readonly<Partial<Record<keyof typeof startVariables, string>>>;

/** Options of the command line, as they are typed. `--build` is left out: `npm start` sets it. */
export const startOptions = {
  json: {
    usage: '--json',
    meaning: 'prints the addresses as one line of JSON, as without a terminal',
  },
  inspect: {
    usage: '--inspect=<function>[:<port>]',
    meaning: 'runs one function under a debugger, on port 9229 unless you name another',
  },
  help: {
    usage: '--help',
    meaning: 'prints the options and variables, and starts nothing',
  },
} as const;
