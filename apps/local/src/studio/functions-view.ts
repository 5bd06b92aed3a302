import type { Deployment } from '../deployment/deployment.ts';
import type { LambdaFunction } from '../deployment/functions.ts';
import type { Meter, Reading } from '../door/meter.ts';
import { readFunctionLine } from '../log/function-output.ts';
import type { FunctionView, LogLine } from './api-types.ts';
import { type Mask, masked, variableNamesSecret } from './mask.ts';
import { addUsages, callUsage, dollarsOf, noUsage } from './prices.ts';
import type { Recorder } from './recorder.ts';
import type { Recorded } from './records.ts';
import { triggersOf } from './stack-view.ts';

export interface FunctionsViewOptions {
  readonly deployment: Deployment;
  /** The functions as they run. */
  readonly lambdaFunctions: readonly LambdaFunction[];
  readonly meter: Pick<Meter, 'read'>;
  readonly recorder: Pick<Recorder, 'all'>;
  readonly mask: Mask;
  readonly short: (name: string) => string;
}

/** The most lines of a log that are told, the newest. */
const mostLines = 500;

const million = 1_000_000;

export function createFunctionsView(options: FunctionsViewOptions) {
  const { deployment, lambdaFunctions, meter, recorder, mask, short } = options;

  const list = (): readonly FunctionView[] => {
    const readings = meter.read();
    const failures = failuresByFunction(recorder.all());
    return lambdaFunctions.map((lambdaFunction) => {
      const { name, timeoutMs, memoryMb, environment } = lambdaFunction;
      const reading = readings[name];
      const dollars = reading ? dollarsOf(usageOf(reading, memoryMb)) : 0;
      const invocations = reading?.invocations ?? 0;
      return {
        name,
        label: short(name),
        triggers: triggersOf(deployment, lambdaFunction).map(short),
        timeoutMs,
        memoryMb,
        environment: maskedEnvironment(environment, mask),
        invocations,
        failures: failures.get(name) ?? 0,
        averageMs: invocations === 0 ? 0 : (reading?.milliseconds ?? 0) / invocations,
        calls: reading?.calls ?? {},
        requests: reading?.requests ?? 0,
        readUnits: reading?.readUnits ?? 0,
        writeUnits: reading?.writeUnits ?? 0,
        dollars,
        dollarsForMillion: invocations === 0 ? null : (dollars / invocations) * million,
      };
    });
  };

  /** @param functionName the function. @default all of them */
  const logs = (functionName: string | undefined): readonly LogLine[] =>
    recorder
      .all()
      .flatMap(linesOf)
      .filter((line) => functionName === undefined || line.functionName === functionName)
      .slice(-mostLines)
      .map((line) => ({ ...line, text: mask.text(line.text) }));

  return { list, logs };
}

/** What a function has cost, by the meter. */
function usageOf(
  { requests, readUnits, writeUnits, invocations, milliseconds, calls, dollars = 0 }: Reading,
  memoryMb: number,
) {
  const called = Object.entries(calls).map(([action, count]) => {
    const [service = '', operation = ''] = action.split(/:(.*)/s);
    return callUsage(service, operation, count);
  });
  const gigabyteSeconds = (memoryMb / 1024) * (milliseconds / 1000);
  return called.reduce(addUsages, {
    ...noUsage,
    requests,
    readUnits,
    writeUnits,
    invocations,
    gigabyteSeconds,
    dollars,
  });
}

function failuresByFunction(records: readonly Recorded[]): ReadonlyMap<string, number> {
  const failures = new Map<string, number>();
  for (const record of records) {
    if (record.type !== 'invocation' || record.failure === undefined) continue;
    failures.set(record.functionName, (failures.get(record.functionName) ?? 0) + 1);
  }
  return failures;
}

function linesOf(record: Recorded): readonly LogLine[] {
  if (record.type === 'note' && record.kind !== 'note') {
    const isError = record.kind === 'problem';
    return [{ id: record.id, at: record.at, functionName: record.source, text: record.text, isError }];
  }
  if (record.type !== 'invocation') return [];
  const { id, at, functionName, output, failure } = record;
  const written = output.flatMap((raw): LogLine[] => {
    const line = readFunctionLine(raw);
    if (line.type === 'metrics') return [];
    if (line.type === 'text') return [{ id, at, functionName, text: raw, isError: false }];
    const text = line.error === undefined ? line.phrase : `${line.phrase}\n${line.error}`;
    return [{ id, at, functionName, text, isError: line.error !== undefined }];
  });
  return failure === undefined
    ? written
    : [...written, { id, at, functionName, text: failure, isError: true }];
}

const maskedEnvironment = (
  environment: Readonly<Record<string, string>>,
  mask: Mask,
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(environment).map(([name, value]) => [
      name,
      variableNamesSecret(name) && value !== '' ? masked : mask.text(value),
    ]),
  );
