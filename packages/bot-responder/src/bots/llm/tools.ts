import { jsonSchema, type Tool, type ToolSet, tool } from 'ai';
import type { LlmConfig, ToolConfig } from './llm-config.ts';

/** How long a tool may take, milliseconds. */
const toolTimeoutMs = 10_000;
/** What of a tool's answer the model sees, characters. */
const longestAnswer = 8_000;

/** Calls one tool. @param key the same for every try of one call, so that the tool can recognise it */
export type CallTool = (
  config: ToolConfig,
  input: unknown,
  key: string,
  signal: AbortSignal,
) => Promise<string>;

/** Calls a tool over HTTP. A failure is given to the model as the tool's answer, so that it can say so or continue without it. */
export const callByHttp: CallTool = async ({ url, name }, input, key, signal) => {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': key },
      body: JSON.stringify(input),
      signal: AbortSignal.any([signal, AbortSignal.timeout(toolTimeoutMs)]),
    });
    const answer = (await response.text()).slice(0, longestAnswer);
    return response.ok ? answer : `The tool ${name} failed: it answered ${response.status}.`;
  } catch (error) {
    signal.throwIfAborted();
    return `The tool ${name} failed: ${error instanceof Error ? error.name : 'it gave no answer'}.`;
  }
};

export const handOverTool = 'handOver';

const handOver: Tool = tool({
  description:
    'Gives the conversation to a human colleague. Call it if the customer asks for a person, or if you cannot help.',
  inputSchema: jsonSchema({
    type: 'object',
    properties: {
      summary: {
        type: 'string',
        description: 'For the colleague: what the customer wants, in two sentences.',
      },
      reason: { type: 'string', description: 'Why you hand over, in a few words.' },
    },
    required: ['summary', 'reason'],
  }),
});

export interface ToolsOptions {
  readonly config: Pick<LlmConfig, 'tools' | 'handOver'>;
  /** Runs a tool that needs nobody's approval. */
  readonly call: (config: ToolConfig, input: unknown) => Promise<string>;
}

/** What a model may call. A tool that needs an approval has nothing that runs it: the model's turn ends there. */
export function toolsOf({ config, call }: ToolsOptions): ToolSet {
  const entries = config.tools.map((given) => {
    const { name, description, parameters, approval } = given;
    const declared = { description, inputSchema: jsonSchema<unknown>(parameters) };
    const waits = approval !== undefined;
    return [
      name,
      waits ? tool(declared) : tool({ ...declared, execute: (input) => call(given, input) }),
    ] as const;
  });
  return { ...Object.fromEntries(entries), ...(config.handOver && { [handOverTool]: handOver }) };
}
