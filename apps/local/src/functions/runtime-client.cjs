/**
 * Runs a function's bundle in its own process: loads the handler, gives it one event after the other with Lambda's context, and reports what
 * it answers. Plain JavaScript, so that nothing stands between the start of a process and its first event.
 */
const { enableCompileCache, flushCompileCache } = require('node:module');
const net = require('node:net');
const path = require('node:path');

// biome-ignore lint/style/noProcessEnv: Lambda tells a runtime everything by its environment
const environment = process.env;

/** The socket to the platform, which the process has from its start. See `event-channel.ts`. */
const channel = new net.Socket({ fd: 3, readable: true, writable: true });

/** After so many events the code that a function runs is compiled; the next process of it need not compile it again. */
const eventsBeforeCompileCache = 10;

function describe(error) {
  if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: String(error), trace: [] };
  return { errorType: error.name, errorMessage: error.message, trace: (error.stack ?? '').split('\n') };
}

const report = (type, requestId, payload, sent) =>
  channel.write(`${JSON.stringify({ type, requestId })}\n${payload}\n`, sent);

function loadHandler() {
  const [file, name] = environment._HANDLER.split('.');
  const handler = require(path.join(environment.LAMBDA_TASK_ROOT, file))[name];
  if (typeof handler === 'function') return handler;
  throw new Error(`${environment._HANDLER} is undefined or not exported`);
}

const contextOf = ({ requestId, deadline, functionArn }) => ({
  callbackWaitsForEmptyEventLoop: true,
  functionName: environment.AWS_LAMBDA_FUNCTION_NAME,
  functionVersion: environment.AWS_LAMBDA_FUNCTION_VERSION,
  memoryLimitInMB: environment.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
  logGroupName: environment.AWS_LAMBDA_LOG_GROUP_NAME,
  logStreamName: environment.AWS_LAMBDA_LOG_STREAM_NAME,
  invokedFunctionArn: functionArn,
  awsRequestId: requestId,
  getRemainingTimeInMillis: () => deadline - Date.now(),
});

async function handle(handler, event, payload) {
  environment._X_AMZN_TRACE_ID = event.traceId;
  let answer;
  try {
    answer = JSON.stringify((await handler(JSON.parse(payload), contextOf(event))) ?? null);
  } catch (error) {
    report('failed', event.requestId, JSON.stringify(describe(error)));
    return;
  }
  report('answered', event.requestId, answer);
}

/** @param {(line: string) => void} onLine */
function readLines(onLine) {
  let parts = [];
  channel.on('data', (chunk) => {
    let start = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
      parts.push(chunk.subarray(start, end));
      const line = Buffer.concat(parts).toString('utf8');
      parts = [];
      start = end + 1;
      onLine(line);
    }
    if (start < chunk.length) parts.push(chunk.subarray(start));
  });
}

function run() {
  enableCompileCache(path.join(environment.LAMBDA_TASK_ROOT, '..', 'compiled'));
  let handler;
  try {
    handler = loadHandler();
  } catch (error) {
    report('initialisationFailed', undefined, JSON.stringify(describe(error)), () => process.exit(1));
    return;
  }
  let event;
  let events = 0;
  readLines((line) => {
    if (event === undefined) {
      event = JSON.parse(line);
      return;
    }
    const current = event;
    event = undefined;
    events += 1;
    void handle(handler, current, line).then(() => {
      if (events === eventsBeforeCompileCache) flushCompileCache();
    });
  });
  report('ready', undefined, 'null');
}

// Where the platform is gone there is nobody to work for.
channel.on('error', () => process.exit(0));
channel.on('end', () => process.exit(0));
run();
