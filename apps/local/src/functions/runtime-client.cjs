/**
 * Runs a function's bundle in its own process: the part of AWS's Node.js runtime that talks to Lambda's Runtime API.
 * Plain JavaScript, so that nothing stands between the start of a process and its first event.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */
const http = require('node:http');
const path = require('node:path');

// biome-ignore lint/style/noProcessEnv: Lambda tells a runtime everything by its environment
const environment = process.env;
const agent = new http.Agent({ keepAlive: true });
const runtimeApi = `http://${environment.AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime`;

/** @returns {Promise<{ headers: import('node:http').IncomingHttpHeaders, body: string }>} */
function call(method, url, body, headers = {}) {
  return new Promise((resolve, reject) => {
    const request = http.request(`${runtimeApi}${url}`, { method, agent, headers }, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () =>
        resolve({ headers: response.headers, body: Buffer.concat(chunks).toString('utf8') }),
      );
    });
    request.on('error', reject);
    request.end(body);
  });
}

function describe(error) {
  if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: String(error), trace: [] };
  return { errorType: error.name, errorMessage: error.message, trace: (error.stack ?? '').split('\n') };
}

const report = (url, error) =>
  call('POST', url, JSON.stringify(describe(error)), {
    'Content-Type': 'application/json',
    'Lambda-Runtime-Function-Error-Type': describe(error).errorType,
  });

function loadHandler() {
  const [file, name] = environment._HANDLER.split('.');
  const handler = require(path.join(environment.LAMBDA_TASK_ROOT, file))[name];
  if (typeof handler === 'function') return handler;
  throw new Error(`${environment._HANDLER} is undefined or not exported`);
}

function contextOf(headers) {
  const deadlineMs = Number(headers['lambda-runtime-deadline-ms']);
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName: environment.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: environment.AWS_LAMBDA_FUNCTION_VERSION,
    memoryLimitInMB: environment.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: environment.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: environment.AWS_LAMBDA_LOG_STREAM_NAME,
    invokedFunctionArn: headers['lambda-runtime-invoked-function-arn'],
    awsRequestId: headers['lambda-runtime-aws-request-id'],
    getRemainingTimeInMillis: () => deadlineMs - Date.now(),
  };
}

async function handleNext(handler) {
  const { headers, body } = await call('GET', '/invocation/next');
  const requestId = headers['lambda-runtime-aws-request-id'];
  environment._X_AMZN_TRACE_ID = headers['lambda-runtime-trace-id'];
  let answer;
  try {
    answer = JSON.stringify((await handler(JSON.parse(body), contextOf(headers))) ?? null);
  } catch (error) {
    await report(`/invocation/${requestId}/error`, error);
    return;
  }
  await call('POST', `/invocation/${requestId}/response`, answer, { 'Content-Type': 'application/json' });
}

async function run() {
  let handler;
  try {
    handler = loadHandler();
  } catch (error) {
    await report('/init/error', error);
    process.exit(1);
  }
  for (;;) await handleNext(handler);
}

// Where the platform is gone there is nobody to work for.
run().catch(() => process.exit(0));
