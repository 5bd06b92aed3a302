import { createHash } from 'node:crypto';
import { isRecord, limits } from '@switchboard/protocol';
import type { ModelMessage } from 'ai';
import {
  type Approval,
  askApproval,
  type Bot,
  handOver,
  message,
  type Turn,
  text,
  tool,
} from '../../bot/bot.ts';
import type { BotContext } from '../../bot/bot-factory.ts';
import type { HotConfig } from '../../bot/hot-config.ts';
import { askModel, type WaitingCall } from './ask-model.ts';
import { toModelMessages } from './conversation.ts';
import { addUsage, nothingSpent, type Spent } from './cost.ts';
import type { LlmConfig, ModelConfig, ToolConfig } from './llm-config.ts';
import { type ModelError, NoModelError, toModelError } from './model-error.ts';
import type { FindModel } from './models.ts';
import { type CallTool, toolsOf } from './tools.ts';

export interface LlmBotOptions {
  readonly config: HotConfig<LlmConfig>;
  readonly context: Pick<BotContext, 'log' | 'now' | 'doOnce' | 'logTurn'>;
  readonly findModel: FindModel;
  readonly callTool: CallTool;
  /** What is asked where the configuration names no model. */
  readonly fallback: { readonly baseUrl: string; readonly model: string };
  /** Waits before models that have failed are asked once more. */
  readonly pause: (signal: AbortSignal) => Promise<void>;
}

/** As much of a thread as is read; how much of it the model sees is counted in tokens. */
const historyLength = 200;

/** A bot that asks a model: its answer streams, tools are called, the next model is asked where one fails. */
export function createLlmBot(options: LlmBotOptions): Bot {
  return {
    async *reply(turn, signal) {
      const config = await options.config.current();
      const messages = [
        ...toModelMessages(await turn.history(historyLength), config.limits.historyTokens),
        ...(await settledCall(options, config, turn, signal)),
      ];
      yield* answer(options, { config, turn, messages, signal });
    },
  };
}

interface Work {
  readonly config: LlmConfig;
  readonly turn: Turn;
  readonly messages: ModelMessage[];
  readonly signal: AbortSignal;
}

/** Asks one model after the other until one has answered. */
async function* answer(options: LlmBotOptions, work: Work) {
  const { context, pause } = options;
  const { turn, signal } = work;
  const startedAt = context.now();
  const failures: ModelError[] = [];
  let spent = nothingSpent;
  for (const { modelConfig, round } of attempts(options, work.config)) {
    if (round > 0 && failures.every(({ code }) => code === 'model.refused')) break;
    if (round > 0) await pause(signal);
    const reply = { said: '', spent };
    try {
      yield* askOne(options, work, modelConfig, reply);
      await note(options, turn, { ...reply, modelConfig, failures, durationMs: context.now() - startedAt });
      return;
    } catch (error) {
      signal.throwIfAborted();
      const failure = toModelError(error, modelConfig.model, reply.said !== '');
      failures.push(failure);
      // What it took until it failed has to be paid as well.
      spent = reply.spent;
      context.log('llm.modelFailed', { threadId: turn.threadId, model: failure.model, code: failure.code });
      // What a model had begun is not continued by another.
      if (reply.said !== '') yield message('');
    }
  }
  throw new NoModelError(failures);
}

interface Attempt {
  readonly modelConfig: ModelConfig & { readonly baseUrl: string };
  readonly round: number;
}

/** Every model in turn, and every model once more. */
function attempts({ fallback }: LlmBotOptions, { models }: LlmConfig): readonly Attempt[] {
  const chosen = models.length > 0 ? models : [{ model: fallback.model, inputPrice: 0, outputPrice: 0 }];
  return [0, 1].flatMap((round) =>
    chosen.map((given) => ({ modelConfig: { ...given, baseUrl: given.baseUrl ?? fallback.baseUrl }, round })),
  );
}

interface GrowingReply {
  said: string;
  spent: Spent;
}

async function* askOne(
  { findModel, context, callTool }: LlmBotOptions,
  { config, turn, messages, signal }: Work,
  modelConfig: Attempt['modelConfig'],
  reply: GrowingReply,
) {
  const model = await findModel(modelConfig);
  const call = (called: ToolConfig, input: unknown) => {
    const key = `tool:${causeOf(turn)}:${called.name}:${digest(input)}`;
    return callOnce(context, key, () => callTool(called, input, key, signal));
  };
  const question = { model, modelConfig, config, messages, tools: toolsOf({ config, call }), signal };
  let waiting: WaitingCall | undefined;
  for await (const event of askModel(question)) {
    switch (event.type) {
      case 'text': {
        const piece = event.text.slice(0, limits.textLength - reply.said.length);
        reply.said += piece;
        yield text(piece);
        break;
      }
      case 'handOver':
        yield handOver(event.handOver);
        break;
      case 'tool':
        yield tool(event.tool);
        break;
      case 'waits':
        waiting ??= event.call;
        break;
      case 'usage':
        reply.spent = addUsage(reply.spent, event, modelConfig);
    }
  }
  // One question at a time: people answer one, and cannot tell which of several they meant.
  if (waiting !== undefined) yield askApproval(approvalOf(waiting, config, turn));
}

function approvalOf(call: WaitingCall, { tools }: LlmConfig, turn: Turn): Approval {
  const { approval, askedOf } = tools.find(({ name }) => name === call.name) ?? {};
  const question = approval ?? `May I call ${call.name}?`;
  return {
    id: `${causeOf(turn)}:${call.toolCallId}`,
    question,
    data: { ...call },
    ...(askedOf && { askedOf }),
  };
}

/** Does what a person has allowed, and tells the model of it as the tool's answer. */
async function settledCall(
  { context, callTool }: LlmBotOptions,
  { tools }: LlmConfig,
  { approval }: Turn,
  signal: AbortSignal,
): Promise<ModelMessage[]> {
  if (approval === undefined || !isRecord(approval.data)) return [];
  const { toolCallId, name, input } = approval.data;
  if (typeof toolCallId !== 'string' || typeof name !== 'string') return [];
  const config = tools.find((entry) => entry.name === name);
  const result = await resultOf();
  return [
    { role: 'assistant', content: [{ type: 'tool-call', toolCallId, toolName: name, input }] },
    {
      role: 'tool',
      content: [{ type: 'tool-result', toolCallId, toolName: name, output: { type: 'text', value: result } }],
    },
  ];

  async function resultOf(): Promise<string> {
    const who = config?.askedOf === 'operator' ? 'An operator' : 'The customer';
    if (approval?.outcome === 'denied') return `${who} said no. It was not done.`;
    if (approval?.outcome === 'expired') return `${who} did not answer in time. It was not done.`;
    if (config === undefined) return 'This tool is not there any more. It was not done.';
    const key = `approved:${approval?.id}`;
    return callOnce(context, key, () => callTool(config, input, key, signal));
  }
}

const callOnce = async (
  { doOnce }: Pick<BotContext, 'doOnce'>,
  key: string,
  call: () => Promise<string>,
): Promise<string> => (await doOnce(key, call)) ?? 'It was done; what it answered is not known any more.';

/** What the turn answers, so that effects of it happen once: its newest message, or the question that has ended. */
const causeOf = ({ messages, approval }: Turn): string => messages.at(-1)?.messageId ?? approval?.id ?? '';

const digest = (input: unknown): string =>
  createHash('sha256')
    .update(JSON.stringify(input) ?? '')
    .digest('hex')
    .slice(0, 32);

interface Replied {
  readonly said: string;
  readonly spent: Spent;
  readonly modelConfig: ModelConfig;
  readonly failures: readonly ModelError[];
  readonly durationMs: number;
}

/** Writes down what a reply took: the log names numbers only, the audit log has the words as well. */
async function note({ context }: LlmBotOptions, turn: Turn, replied: Replied): Promise<void> {
  const { said, spent, modelConfig, failures, durationMs } = replied;
  const { inputTokens, outputTokens } = spent;
  const dollars = Number(spent.dollars.toFixed(6));
  const details = {
    model: modelConfig.model,
    inputTokens,
    outputTokens,
    dollars,
    failures: failures.length,
    durationMs,
  };
  context.log('llm.replied', { threadId: turn.threadId, ...details });
  await context.logTurn({
    userId: turn.customerId,
    threadId: turn.threadId,
    begunAt: turn.begunAt,
    request: turn.messages.map((entry) => entry.text).join('\n'),
    response: said,
    details,
  });
}
