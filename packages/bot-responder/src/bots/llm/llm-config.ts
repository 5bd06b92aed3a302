import * as v from 'valibot';

/** The configuration of that name holds what the bot `llm` follows. */
export const llmConfigId = 'llm';

const expectedText = (longest: number) => `should be a text of 1 to ${longest} characters`;

const text = (longest: number) =>
  v.pipe(
    v.string(expectedText(longest)),
    v.minLength(1, expectedText(longest)),
    v.maxLength(longest, expectedText(longest)),
  );

function whole(minimum: number, maximum: number) {
  const expected = `should be a whole number from ${minimum} to ${maximum}`;
  return v.pipe(
    v.number(expected),
    v.integer(expected),
    v.minValue(minimum, expected),
    v.maxValue(maximum, expected),
  );
}

const price = v.pipe(
  v.number('should be dollars for a million tokens'),
  v.minValue(0, 'should be at least 0'),
);

const address = v.pipe(
  text(500),
  v.regex(/^https?:\/\/[^\s/]+(\/\S*)?$/, 'should be an address such as https://api.example.com/v1'),
);

const model = v.strictObject({
  /** The name that the provider has for the model. */
  model: text(200),
  /** An API that speaks the OpenAI protocol, or `bedrock`. @default LLM_BASE_URL */
  baseUrl: v.optional(v.union([v.literal('bedrock'), address], 'should be bedrock or an address')),
  /** Dollars for a million tokens, for the cost of a reply. @default 0 */
  inputPrice: v.optional(price, 0),
  outputPrice: v.optional(price, 0),
});

const parameters = v.pipe(
  v.record(v.string(), v.unknown(), 'should be a JSON schema'),
  v.check(({ type }) => type === 'object', 'should be a JSON schema of type object'),
);

const tool = v.strictObject({
  name: v.pipe(text(64), v.regex(/^[a-zA-Z][a-zA-Z0-9_]*$/, 'should be letters, digits and _')),
  /** For the model: what the tool does, and when to call it. */
  description: text(1_000),
  /** A JSON schema of the input. */
  parameters,
  /** Takes the input by POST as JSON, with the header `idempotency-key`; what it answers is given to the model. */
  url: address,
  /** What the customer sees while it runs, for example `Looking up your order`. @default nothing */
  title: v.optional(text(200)),
  /** What a person is asked before the tool is called, for example `Cancel your order?` @default it is called at once */
  approval: v.optional(text(200)),
  /** Who is asked. @default 'customer' */
  askedOf: v.optional(v.picklist(['customer', 'operator'])),
});

const limits = v.strictObject({
  /** How much of the conversation the model sees, in tokens as estimated. */
  historyTokens: v.optional(whole(100, 200_000), 4_000),
  /** The longest reply, tokens. */
  replyTokens: v.optional(whole(1, 8_000), 800),
  /** How long one model may take, milliseconds. */
  timeoutMs: v.optional(whole(1_000, 45_000), 20_000),
  /** How often a model may call tools before it has to answer. */
  toolSteps: v.optional(whole(1, 10), 4),
});

/** A list that is not given is empty; an object that is not given has its own defaults. */
export const llmConfigSchema = v.strictObject({
  /** The system prompt, which describes the model's task. It never contains what people write. */
  system: v.optional(
    text(20_000),
    'You answer customers in a chat. Be friendly, brief and exact. If you do not know something, say so.',
  ),
  /** Asked in this order: the next one where one fails. Empty: LLM_MODEL at LLM_BASE_URL. */
  models: v.optional(
    v.pipe(v.array(model, 'should be a list'), v.maxLength(5, 'should have at most 5 models')),
    [],
  ),
  tools: v.optional(
    v.pipe(
      v.array(tool, 'should be a list'),
      v.maxLength(20, 'should have at most 20 tools'),
      v.check(
        (tools) => new Set(tools.map(({ name }) => name)).size === tools.length,
        'should not have two tools of one name',
      ),
      v.check((tools) => tools.every(({ name }) => name !== 'handOver'), 'should not have a tool handOver'),
    ),
    [],
  ),
  /** Whether the model may hand over to a person. */
  handOver: v.optional(v.boolean('should be true or false'), true),
  limits: v.optional(limits, {}),
});

export type LlmConfig = v.InferOutput<typeof llmConfigSchema>;
export type ModelConfig = LlmConfig['models'][number];
export type ToolConfig = LlmConfig['tools'][number];

/** A configuration of the bot `llm` is invalid: nothing of it is in use. `problems` has a sentence for each mistake. */
class InvalidLlmConfigError extends Error {
  override readonly name = 'InvalidLlmConfigError';
  readonly code = 'llm.configInvalid';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.problems = problems;
  }
}

/** @throws {InvalidLlmConfigError} with everything that is wrong */
export function parseLlmConfig(value: unknown): LlmConfig {
  const result = v.safeParse(llmConfigSchema, value);
  if (result.success) return result.output;
  throw new InvalidLlmConfigError(
    result.issues.map((issue) => {
      const path = v.getDotPath(issue) ?? 'the configuration';
      return issue.type === 'strict_object' && issue.expected === 'never'
        ? `${path} is not a field of the configuration.`
        : `${path} ${issue.message}.`;
    }),
  );
}
