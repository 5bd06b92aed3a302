/** A message attribute as SNS takes and delivers it. */
interface MessageAttribute {
  readonly Type: string;
  readonly Value: string;
}

/** One message to publish. */
export interface PublishEntry {
  /** PublishBatch: the caller's name of the entry. */
  readonly id: string | undefined;
  readonly message: string;
  readonly subject: string | undefined;
  readonly attributes: Readonly<Record<string, MessageAttribute>>;
}

export interface PublishRequest {
  readonly action: string;
  readonly topicArn: string;
  readonly entries: readonly PublishEntry[];
}

/** SNS's limit of a message with its attributes, in bytes; of a batch, together. */
const largestMessageBytes = 256 * 1024;

/** SNS's limit of entries in a batch. */
const largestBatch = 10;

/** Reads Publish and PublishBatch in the protocol AWS Query. */
export function parsePublishRequest(body: string): PublishRequest {
  const form = new URLSearchParams(body);
  const action = form.get('Action') ?? '';
  const prefixes =
    action === 'PublishBatch' ? memberPrefixes(form, 'PublishBatchRequestEntries.member.') : [''];
  return {
    action,
    topicArn: form.get('TopicArn') ?? form.get('TargetArn') ?? '',
    entries: prefixes.map((prefix) => ({
      id: form.get(`${prefix}Id`) ?? undefined,
      message: form.get(`${prefix}Message`) ?? '',
      subject: form.get(`${prefix}Subject`) ?? undefined,
      attributes: Object.fromEntries(
        memberPrefixes(form, `${prefix}MessageAttributes.entry.`).map((entry) => [
          form.get(`${entry}Name`) ?? '',
          {
            Type: form.get(`${entry}Value.DataType`) ?? '',
            Value: form.get(`${entry}Value.StringValue`) ?? form.get(`${entry}Value.BinaryValue`) ?? '',
          },
        ]),
      ),
    })),
  };
}

/** `<prefix>1.`, `<prefix>2.`, ... as far as the form goes. */
function memberPrefixes(form: URLSearchParams, prefix: string): string[] {
  const numbers = [...form.keys()]
    .filter((key) => key.startsWith(prefix))
    .map((key) => Number(key.slice(prefix.length).split('.')[0]));
  return [...new Set(numbers)].sort((a, b) => a - b).map((number) => `${prefix}${number}.`);
}

/** What SNS would refuse about a request, in its words; `undefined` where it takes it. */
export function publishProblem({ entries }: PublishRequest): string | undefined {
  if (entries.length === 0) return 'The batch request does not contain any entries.';
  if (entries.length > largestBatch) return 'The batch request contains more entries than permissible.';
  for (const { message, subject } of entries) {
    if (message === '') return 'Invalid parameter: Empty message';
    // Printable ASCII, beginning with a letter, number or punctuation mark; no line breaks.
    if (subject !== undefined && !/^[!-~][ -~]{0,99}$/.test(subject)) return 'Invalid parameter: Subject';
  }
  const sizeBytes = entries.reduce((sum, entry) => sum + sizeOf(entry), 0);
  return sizeBytes > largestMessageBytes ? 'Invalid parameter: Message too long' : undefined;
}

const sizeOf = ({ message, attributes }: PublishEntry): number =>
  Buffer.byteLength(message) +
  Object.entries(attributes).reduce(
    (sum, [name, { Type, Value }]) => sum + Buffer.byteLength(name + Type + Value),
    0,
  );
