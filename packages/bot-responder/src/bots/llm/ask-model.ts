import { isStepCount, type LanguageModel, type ModelMessage, streamText, type ToolSet } from 'ai';
import type { HandOver, ToolProgress } from '../../bot/bot.ts';
import type { LlmConfig, ModelConfig } from './llm-config.ts';
import { ModelError, toModelError } from './model-error.ts';
import { handOverTool } from './tools.ts';

/** A tool call that waits until a person allows it. */
export interface WaitingCall {
  readonly toolCallId: string;
  readonly name: string;
  readonly input: unknown;
}

export type ModelEvent =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'handOver'; readonly handOver: HandOver }
  | { readonly type: 'waits'; readonly call: WaitingCall }
  /** A tool that the customer is told about runs, or has ended. */
  | { readonly type: 'tool'; readonly tool: ToolProgress }
  /** A step is done, and what it took. */
  | { readonly type: 'usage'; readonly inputTokens?: number; readonly outputTokens?: number };

export interface Question {
  readonly model: LanguageModel;
  readonly modelConfig: ModelConfig;
  readonly config: LlmConfig;
  readonly messages: ModelMessage[];
  readonly tools: ToolSet;
  /** Aborts when the reply is no longer wanted. */
  readonly signal: AbortSignal;
}

/**
 * Asks one model once and tells what it says. Tools that need nobody are called meanwhile.
 *
 * @throws {ModelError} unless the model came to an end with a text, a hand-over or a call that waits
 * @throws the signal's reason when it aborts
 */
export async function* askModel(question: Question): AsyncGenerator<ModelEvent> {
  const { model, modelConfig, config, messages, tools, signal } = question;
  const { limits } = config;
  const timeout = AbortSignal.timeout(limits.timeoutMs);
  let begun = false;
  let hasAnswered = false;
  try {
    const { fullStream } = streamText({
      model,
      instructions: config.system,
      messages,
      tools,
      stopWhen: isStepCount(limits.toolSteps),
      maxOutputTokens: limits.replyTokens,
      maxRetries: 0,
      abortSignal: AbortSignal.any([signal, timeout]),
      // Errors are parts of the stream, and are thrown below.
      onError: () => {},
    });
    let isNewStep = false;
    for await (const part of fullStream) {
      switch (part.type) {
        case 'start-step':
          isNewStep = begun;
          break;
        case 'text-delta':
          if (part.text === '') break;
          yield { type: 'text', text: isNewStep ? `\n\n${part.text}` : part.text };
          isNewStep = false;
          begun = true;
          hasAnswered = true;
          break;
        case 'tool-call': {
          const event = 'invalid' in part && part.invalid === true ? undefined : eventOf(part, config);
          if (event === undefined) break;
          hasAnswered ||= event.type !== 'tool';
          yield event;
          break;
        }
        case 'tool-result':
        case 'tool-error': {
          const event = progressOf(part, config, part.type === 'tool-result' ? 'done' : 'failed');
          if (event !== undefined) yield event;
          break;
        }
        case 'finish-step': {
          const { inputTokens, outputTokens } = part.usage;
          yield {
            type: 'usage',
            ...(inputTokens !== undefined && { inputTokens }),
            ...(outputTokens !== undefined && { outputTokens }),
          };
          break;
        }
        case 'error':
          throw part.error;
        case 'abort':
          throw signal.reason;
        default:
      }
    }
    if (!hasAnswered) throw new ModelError('nonsense', modelConfig.model);
  } catch (error) {
    signal.throwIfAborted();
    if (timeout.aborted) throw new ModelError('slow', modelConfig.model);
    throw toModelError(error, modelConfig.model, begun);
  }
}

interface Call {
  readonly toolCallId: string;
  readonly toolName: string;
  readonly input: unknown;
}

/** What a tool call is to the customer: nothing, where the tool runs and has no title. */
function eventOf(call: Call, config: LlmConfig): ModelEvent | undefined {
  const { toolCallId, toolName, input } = call;
  if (toolName === handOverTool) return { type: 'handOver', handOver: handOverOf(input) };
  const waits = config.tools.find(({ name }) => name === toolName)?.approval !== undefined;
  return waits
    ? { type: 'waits', call: { toolCallId, name: toolName, input } }
    : progressOf(call, config, 'running');
}

function progressOf(
  { toolCallId, toolName }: Pick<Call, 'toolCallId' | 'toolName'>,
  { tools }: LlmConfig,
  status: ToolProgress['status'],
): ModelEvent | undefined {
  const title = tools.find(({ name }) => name === toolName)?.title;
  return title === undefined ? undefined : { type: 'tool', tool: { id: toolCallId, title, status } };
}

function handOverOf(input: unknown): HandOver {
  const { summary, reason } = (input ?? {}) as Readonly<Record<string, unknown>>;
  return {
    ...(typeof summary === 'string' && { summary }),
    ...(typeof reason === 'string' && { reason }),
  };
}
