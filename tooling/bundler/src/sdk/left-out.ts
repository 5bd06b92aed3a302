/** A module of the AWS SDK that a bundle goes without. */
export interface LeftOut {
  /** How the module's file ends, below `node_modules`. */
  readonly path: RegExp;
  /** What takes its place: the same exports, as little as works. */
  readonly replacement: string;
  /** Why no function of ours can miss it. */
  readonly why: string;
}

/** Takes the place of a class or a function that was left out: using it throws an error that says why. */
const failing = (name: string, message: string): string =>
  `export function ${name}() { throw new Error(${JSON.stringify(message)}); }`;

/**
 * What esbuild cannot know to be unused. Each entry is checked by a test that bundles all clients and calls them; an
 * entry whose file is not met there any more fails it too.
 */
export const leftOut: readonly LeftOut[] = [
  {
    path: /@smithy\/core\/dist-es\/submodules\/event-streams\/index\.js$/,
    replacement: failing('EventStreamSerde', 'This bundle was built without event streams.'),
    why: 'No operation of DynamoDB, SNS or the management API streams events. It is imported dynamically, which would keep it, and all that it imports, whole.',
  },
  {
    path: /@aws-sdk\/middleware-endpoint-discovery\/dist-es\/index\.js$/,
    replacement: [
      'export const NODE_ENDPOINT_DISCOVERY_CONFIG_OPTIONS = { environmentVariableSelector: () => undefined, configFileSelector: () => undefined, default: undefined };',
      'export const resolveEndpointDiscoveryConfig = (input) => input;',
    ].join('\n'),
    why: 'No command of DynamoDB discovers its endpoint any more: the client only keeps the settings of it, and a cache that nothing looks into.',
  },
  {
    path: /@aws-sdk\/client-dynamodb\/dist-es\/commands\/DescribeEndpointsCommand\.js$/,
    replacement: failing(
      'DescribeEndpointsCommand',
      'This bundle was built without the discovery of endpoints.',
    ),
    why: 'The client hands it to endpoint discovery, which is left out.',
  },
  {
    path: /@aws-sdk\/client-[^/]+\/dist-es\/runtimeExtensions\.js$/,
    replacement: 'export const resolveRuntimeExtensions = (runtimeConfig) => runtimeConfig;',
    why: 'It lets the extensions of a client change its configuration, and without any gives back what it was given. No client of ours has one.',
  },
  {
    path: /@aws-sdk\/core\/dist-es\/submodules\/client\/middleware-logger\/loggerMiddleware\.js$/,
    replacement:
      'export const loggerMiddlewareOptions = {}; export const loggerMiddleware = () => (next) => next; export const getLoggerPlugin = () => ({ applyToStack: () => {} });',
    why: 'It tells the logger of a client of each request. No client of ours has a logger.',
  },
  {
    path: /@aws-sdk\/core\/dist-es\/submodules\/client\/middleware-user-agent\/user-agent-middleware\.js$/,
    replacement: [
      'export const getUserAgentMiddlewareOptions = {};',
      'export const userAgentMiddleware = () => (next) => next;',
      'const agent = "aws-sdk-js";',
      'const withAgent = (next) => (args) => { Object.assign(args.request.headers, { "user-agent": agent, "x-amz-user-agent": agent }); return next(args); };',
      'export const getUserAgentPlugin = () => ({ applyToStack: (stack) => { stack.add(withAgent, { name: "userAgent", step: "build", priority: "low", override: true }); } });',
    ].join('\n'),
    why: 'It says to AWS which version of the SDK asks, on which system, by which of its features. The shorter header says who asks.',
  },
  {
    path: /@aws-sdk\/core\/dist-es\/submodules\/client\/middleware-user-agent\/configurations\.js$/,
    replacement:
      'export const DEFAULT_UA_APP_ID = undefined; export const resolveUserAgentConfig = (input) => input;',
    why: 'What it prepares is read by the header above.',
  },
  {
    path: /@aws-sdk\/core\/dist-es\/submodules\/client\/util-user-agent-node\/defaultUserAgent\.js$/,
    replacement: [
      'export const crtAvailability = { isCrtAvailable: false };',
      'export const createDefaultUserAgentProvider = () => async () => [];',
      'export const defaultUserAgent = createDefaultUserAgentProvider;',
    ].join('\n'),
    why: 'What it collects is read by the header above.',
  },
  {
    path: /@smithy\/core\/dist-es\/submodules\/serde\/date-utils\.js$/,
    replacement: [
      'export const dateToUtcString = (date) => date.toUTCString();',
      'export { _parseEpochTimestamp as parseEpochTimestamp, _parseRfc3339DateTimeWithOffset as parseRfc3339DateTime, _parseRfc3339DateTimeWithOffset as parseRfc3339DateTimeWithOffset, _parseRfc7231DateTime as parseRfc7231DateTime } from "./schema-serde-lib/schema-date-utils";',
    ].join('\n'),
    why: 'The SDK has two readers of the same forms of times, and every bundle needs the other one.',
  },
  {
    path: /@smithy\/core\/dist-es\/submodules\/serde\/util-stream\/sdk-stream-mixin\.js$/,
    replacement: failing('sdkStreamMixin', 'This bundle was built without streams as answers.'),
    why: 'It gives methods to the stream that an answer is. No operation of DynamoDB, SNS or the management API answers with one.',
  },
  {
    path: /@smithy\/core\/dist-es\/submodules\/config\/defaults-mode\/resolveDefaultsModeConfig\.js$/,
    replacement: 'export const resolveDefaultsModeConfig = () => async () => "legacy";',
    why: 'It asks the environment whether a client is to have other timeouts. Ours have their own.',
  },
  {
    path: /@smithy\/core\/dist-es\/submodules\/retry\/util-retry\/AdaptiveRetryStrategy\.js$/,
    replacement: failing(
      'AdaptiveRetryStrategy',
      'This bundle was built without the adaptive retry mode. Unset AWS_RETRY_MODE.',
    ),
    why: 'Clients are made with the standard retry mode; the adaptive one brings a rate limiter.',
  },
  {
    path: /@smithy\/core\/dist-es\/submodules\/checksum\/sha256\/Sha256Js\.js$/,
    replacement: failing('Sha256Js', 'This bundle was built without SHA-256 in JavaScript.'),
    why: 'It stands in where Node was built without OpenSSL; Lambda’s has it, and the SDK prefers it.',
  },
  {
    path: /@smithy\/core\/dist-es\/submodules\/config\/config-resolver\/regionConfig\/getInstanceMetadataRegion\.js$/,
    replacement: 'export const getInstanceMetadataRegion = async () => undefined;',
    why: 'Lambda names the region in AWS_REGION and has no instance metadata.',
  },
  {
    path: /@smithy\/core\/dist-es\/submodules\/config\/node-config-provider\/fromSharedConfigFiles\.js$/,
    replacement: [
      'import { CredentialsProviderError } from "../property-provider/CredentialsProviderError";',
      'export const fromSharedConfigFiles = () => async () => { throw new CredentialsProviderError("This bundle reads no configuration files."); };',
    ].join('\n'),
    why: 'Lambda has no ~/.aws: each client would look for two files there at its first call, and find none. What the environment says and defaults are as before.',
  },
  {
    path: /@aws-sdk\/core\/dist-es\/submodules\/client\/emitWarningIfUnsupportedVersion\.js$/,
    replacement:
      'export const state = { warningEmitted: true }; export const emitWarningIfUnsupportedVersion = () => {};',
    why: 'It warns of a Node that is too old; a function’s Node is declared by its stack.',
  },
  {
    path: /@smithy\/core\/dist-es\/submodules\/endpoints\/middleware-endpoint\/service-customizations\/index\.js$/,
    replacement: failing('resolveParamsForS3', 'This bundle was built without the addresses of S3.'),
    why: 'Only the client of S3 needs it, and no function has that client: objects are read and written by signed links.',
  },
  {
    path: /@aws\/lambda-invoke-store\/dist-es\/invoke-store\.js$/,
    replacement:
      'export const InvokeStore = { getInstanceAsync: async () => globalThis.awslambda?.InvokeStore };',
    why: 'The SDK asks it for the trace that a request belongs to. Lambda has a store of its own where several invocations share a process; elsewhere the trace stands in _X_AMZN_TRACE_ID, where the SDK looks next.',
  },
];
