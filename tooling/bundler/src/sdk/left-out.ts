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
    path: /@aws-sdk\/endpoint-cache\/dist-es\/index\.js$/,
    replacement: 'export class EndpointCache {}',
    why: 'The DynamoDB client makes one, but only endpoint discovery, which is off, looks into it; the real one brings a cache library.',
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
    path: /@smithy\/core\/dist-es\/submodules\/serde\/util-stream\/sdk-stream-mixin\.browser\.js$/,
    replacement: failing('sdkStreamMixin', 'This bundle was built without web streams as bodies.'),
    why: 'Wraps the streams of browsers; Node’s answers are its own streams.',
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
];
