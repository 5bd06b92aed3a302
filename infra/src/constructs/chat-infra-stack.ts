import { fileURLToPath } from 'node:url';
import { messagesTable, responderTopic } from '@switchboard/chat-core/tables';
import { type Backend, required } from '../backend.ts';
import type { Apigatewayv2Api, DynamodbTable, SnsTopic } from '../cdktf/aws.ts';
import type { App } from '../cdktf/core.ts';
import { defineEnvironment, type EnvironmentInput } from '../environment/environment.ts';
import { requireEnvironments } from '../environment/problems.ts';
import { functionPackages } from '../functions/function-packages.ts';
import { lookUp } from '../look-up.ts';
import { EnvironmentStack } from '../stacks/environment-stack.ts';

/** Like an environment in `environments.ts`, under the names that kx-chat-server gave its options. */
export interface ChatInfraProps extends Omit<EnvironmentInput, 'name' | 'domain'> {
  /** The name under which people find the chat, for example `chat.example.com`. */
  readonly domain: string;
  /** The zone of the domain in Route 53. @default the domain without its first label */
  readonly zone?: string;
  /** The name of the topic that bots elsewhere subscribe to. @default `<prefix>-<id>-responder` */
  readonly snsTopicName?: string;
  /** How many days a message is kept. @default 90 */
  readonly messageRetentionDays?: number;
}

/** The whole chat platform as one stack of a cdktf app, with its resources as properties. */
export class ChatInfraStack extends EnvironmentStack {
  readonly webSocketApi: Apigatewayv2Api;
  /** What users write, for everyone who answers. */
  readonly responderTopic: SnsTopic;
  readonly messagesTable: DynamodbTable;
  readonly functions: Backend['functions'];

  /**
   * @param id names the stack and every resource: at most 12 lower-case letters and digits
   * @throws {InvalidEnvironmentsError} naming everything that is wrong with the id and the props
   */
  constructor(app: App, id: string, props: ChatInfraProps) {
    const { domain, zone = parentOf(domain), snsTopicName, messageRetentionDays, ...rest } = props;
    const retention =
      messageRetentionDays === undefined ? {} : { RETENTION_DAYS: String(messageRetentionDays) };
    const environment = defineEnvironment({
      ...rest,
      name: id,
      domain: { name: domain, zone },
      settings: { ...rest.settings, ...retention },
    });
    requireEnvironments([environment], functionPackages);
    super(app, environment, { packages: functionPackages, pagesFolder });
    this.webSocketApi = required(this.backend.webSocket, 'a WebSocket route').api;
    this.responderTopic = lookUp(this.backend.topics, responderTopic.name);
    this.messagesTable = lookUp(this.backend.tables, messagesTable.name);
    this.functions = this.backend.functions;
    if (snsTopicName !== undefined) this.responderTopic.name = snsTopicName;
  }
}

const pagesFolder = fileURLToPath(new URL('../../../apps/web/dist', import.meta.url));

const parentOf = (domain: string): string => domain.split('.').slice(1).join('.');

/** Adds the chat platform to a cdktf app. */
export const createChatInfraStack = (app: App, id: string, props: ChatInfraProps): ChatInfraStack =>
  new ChatInfraStack(app, id, props);
