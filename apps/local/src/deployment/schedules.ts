import { type Cron, parseCron } from '../messaging/cron.ts';
import { PlatformError } from '../platform-error.ts';
import type { Resource } from '../terraform/resource.ts';
import { type Fields, fieldsOf } from './fields.ts';

export interface Schedule {
  readonly name: string;
  readonly arn: string;
  readonly timing: Timing;
  readonly functionArn: string;
  /** The event as JSON, as the schedule gives it. */
  readonly input: string;
  /** The queue that takes runs that could not be started. */
  readonly deadLetterArn: string | undefined;
}

type Timing =
  | { readonly type: 'rate'; readonly everyMs: number }
  | { readonly type: 'cron'; readonly cron: Cron; readonly timeZone: string };

const unitMs: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/** @throws {PlatformError} `terraform.unsupported` at a schedule that is neither a rate nor a cron expression */
export const schedulesOf = (resources: readonly Resource[]): Schedule[] =>
  resources
    .filter(({ type }) => type === 'aws_scheduler_schedule')
    .map(fieldsOf)
    .filter((fields) => fields.optionalText('state') !== 'DISABLED')
    .map((fields) => {
      const target = fields.block('target');
      if (!target) throw unsupported(`${fields.address} has no target.`);
      return {
        name: fields.text('name'),
        arn: fields.text('arn'),
        timing: timingOf(fields),
        functionArn: target.text('arn'),
        input: target.optionalText('input') ?? '{}',
        deadLetterArn: target.block('dead_letter_config')?.text('arn'),
      };
    });

function timingOf(fields: Fields): Timing {
  const expression = fields.text('schedule_expression');
  const [, count, unit = ''] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  if (count !== undefined) return { type: 'rate', everyMs: Number(count) * (unitMs[unit] ?? 0) };
  const cron = /^cron\((.*)\)$/.exec(expression)?.[1];
  const problem = `${fields.address}.schedule_expression should be rate(...) or cron(...), but is ${expression}`;
  if (cron === undefined) throw unsupported(`${problem}.`);
  try {
    const timeZone = fields.optionalText('schedule_expression_timezone') ?? 'UTC';
    return { type: 'cron', cron: parseCron(cron), timeZone };
  } catch (error) {
    if (error instanceof SyntaxError) throw unsupported(`${problem}: ${error.message}.`);
    throw error;
  }
}

const unsupported = (message: string): PlatformError => new PlatformError('terraform.unsupported', message);
