import type { JSX } from 'preact';
import { useCallback, useEffect, useState } from 'preact/hooks';
import { Action, messageOf, Problem, Section, Text, Waiting } from './parts.tsx';
import type { SectionOptions } from './section-options.ts';
import { type FunctionView, StudioError } from './studio-client.ts';
import { usePolled } from './use-polled.ts';

type Kind =
  | 'slow'
  | 'throttle'
  | 'failBefore'
  | 'failAfter'
  | 'killBefore'
  | 'killAfter'
  | 'duplicateDelivery';

const kinds: readonly { readonly kind: Kind; readonly title: string }[] = [
  { kind: 'slow', title: 'Calls are slow' },
  { kind: 'throttle', title: 'Calls are throttled' },
  { kind: 'failBefore', title: 'Calls fail and are not applied' },
  { kind: 'failAfter', title: 'Calls are applied, but answered with an error' },
  { kind: 'killBefore', title: 'The function dies before the call is applied' },
  { kind: 'killAfter', title: 'The function dies after the call was applied' },
  { kind: 'duplicateDelivery', title: 'Topics deliver twice' },
];

/** Services that functions call, as a person knows them. */
const services: Readonly<Record<string, string>> = {
  dynamodb: 'DynamoDB',
  sns: 'SNS',
  sqs: 'SQS',
  s3: 'S3',
  ses: 'SES',
  ssm: 'SSM',
  lambda: 'Lambda',
  'execute-api': 'posts to connections',
};

interface Form {
  readonly kind: Kind;
  readonly service: string;
  readonly function: string;
  readonly percent: string;
  readonly maxMs: string;
  readonly firstCalls: string;
  readonly seed: string;
}

interface Active {
  readonly plan: Readonly<Record<string, unknown>> | null;
  readonly calls: number;
}

const empty: Form = {
  kind: 'throttle',
  service: 'dynamodb',
  function: '',
  percent: '100',
  maxMs: '2000',
  firstCalls: '10',
  seed: '1',
};

/** A field that is empty or no number is sent as it is: the platform says what is wrong with it. */
const numberOf = (text: string): unknown => (text.trim() === '' ? text : Number(text));

function planOf(form: Form): object {
  const percent = numberOf(form.percent);
  const probability = typeof percent === 'number' ? percent / 100 : percent;
  return {
    seed: numberOf(form.seed),
    ...(form.service !== '' && form.kind !== 'duplicateDelivery' && { services: [form.service] }),
    ...(form.function !== '' && form.kind !== 'duplicateDelivery' && { functions: [form.function] }),
    ...(form.firstCalls.trim() !== '' && { firstCalls: numberOf(form.firstCalls) }),
    ...(form.kind === 'slow'
      ? { delay: { probability, maxMs: numberOf(form.maxMs) } }
      : { [form.kind]: probability }),
  };
}

/** Makes calls of functions go wrong, and the same again from the same seed. */
export function FaultsSection({ client }: SectionOptions): JSX.Element {
  const ask = useCallback(() => client.get<Active>('faults'), [client]);
  const { value: active, problem, refresh } = usePolled(ask);
  const [form, setForm] = useState<Form>(empty);
  const [problems, setProblems] = useState<Readonly<Record<string, string>>>({});
  const [functions, setFunctions] = useState<readonly FunctionView[]>([]);
  useEffect(() => {
    client.get<readonly FunctionView[]>('functions').then(setFunctions, () => {
      // The platform is away: the section says so already.
    });
  }, [client]);
  const put = async (plan: object): Promise<void> => {
    try {
      await client.send('PUT', 'faults', plan);
      setProblems({});
    } catch (error) {
      setProblems(error instanceof StudioError ? error.problems : { '': messageOf(error) });
    }
    refresh();
  };
  const set = (change: Partial<Form>): void => setForm((before) => ({ ...before, ...change }));
  const chance = form.kind === 'slow' ? 'delay.probability' : form.kind;
  const isDelivery = form.kind === 'duplicateDelivery';
  return (
    <Section
      title="Faults"
      about="Makes calls to AWS fail on purpose. The same seed and the same calls give the same faults."
    >
      {!active && <Waiting problem={problem} />}
      {active?.plan && (
        <section class="studio-card studio-active" aria-label="Faults in use">
          <div class="studio-card-head">
            <b>Faults are on</b>
            <span class="studio-soft">
              seed {String(active.plan.seed)} · {active.calls} calls so far
            </span>
            <div class="studio-actions">
              <Action
                label="Replay from the start"
                act={() => put(active.plan ?? {})}
                onDone={() => refresh()}
              />
              <Action label="Stop" act={() => client.send('DELETE', 'faults')} onDone={() => refresh()} />
            </div>
          </div>
          <Text text={JSON.stringify(active.plan, undefined, 2)} label="Fault plan" />
        </section>
      )}
      <form
        class="studio-edit"
        onSubmit={(event) => {
          event.preventDefault();
          void put(planOf(form));
        }}
      >
        <div class="studio-choices">
          <label class="field">
            <span>What goes wrong</span>
            <select
              value={form.kind}
              onChange={({ currentTarget }) => set({ kind: currentTarget.value as Kind })}
            >
              {kinds.map(({ kind, title }) => (
                <option key={kind} value={kind}>
                  {title}
                </option>
              ))}
            </select>
          </label>
          {!isDelivery && (
            <>
              <label class="field">
                <span>Calls to</span>
                <select
                  value={form.service}
                  onChange={({ currentTarget }) => set({ service: currentTarget.value })}
                >
                  <option value="">every service</option>
                  {Object.entries(services).map(([name, title]) => (
                    <option key={name} value={name}>
                      {title}
                    </option>
                  ))}
                </select>
                <FieldProblem text={problems.services} />
              </label>
              <label class="field">
                <span>By the function</span>
                <select
                  value={form.function}
                  onChange={({ currentTarget }) => set({ function: currentTarget.value })}
                >
                  <option value="">every function</option>
                  {functions.map(({ name, label }) => (
                    <option key={name} value={name}>
                      {label}
                    </option>
                  ))}
                </select>
                <FieldProblem text={problems.functions} />
              </label>
              <Field
                label="How many of the next calls (empty: all)"
                value={form.firstCalls}
                problem={problems.firstCalls}
                onInput={(firstCalls) => set({ firstCalls })}
              />
            </>
          )}
          <Field
            label="How often, in percent"
            value={form.percent}
            problem={problems[chance] && 'Should be a number from 0 to 100.'}
            onInput={(percent) => set({ percent })}
          />
          {form.kind === 'slow' && (
            <Field
              label="By how much at most, in milliseconds"
              value={form.maxMs}
              problem={problems['delay.maxMs']}
              onInput={(maxMs) => set({ maxMs })}
            />
          )}
          <Field label="Seed" value={form.seed} problem={problems.seed} onInput={(seed) => set({ seed })} />
        </div>
        <Problem text={problems['']} />
        <div class="studio-actions">
          <button type="submit" class="studio-button primary">
            Start the faults
          </button>
          <span class="studio-soft">To kill a function at once, open it under Functions.</span>
        </div>
      </form>
    </Section>
  );
}

interface FieldProps {
  readonly label: string;
  readonly value: string;
  readonly problem: string | undefined;
  readonly onInput: (value: string) => void;
}

const Field = ({ label, value, problem, onInput }: FieldProps): JSX.Element => (
  <label class="field">
    <span>{label}</span>
    <input
      value={value}
      inputMode="numeric"
      aria-invalid={problem !== undefined}
      onInput={({ currentTarget }) => onInput(currentTarget.value)}
    />
    <FieldProblem text={problem} />
  </label>
);

const FieldProblem = ({ text }: { readonly text: string | undefined }): JSX.Element | null =>
  text === undefined ? null : <em role="alert">{text}</em>;
