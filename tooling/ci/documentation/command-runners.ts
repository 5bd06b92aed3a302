import {
  deployment,
  type Runner,
  type SmallRunner,
  type StepRunner,
  type TestRunner,
  type WalkRunner,
} from './runner.ts';

const readme = (says: string): WalkRunner => ({ walk: 'README.md', says });
const tutorial = (says: string): WalkRunner => ({ walk: 'docs/tutorial/first-bot.md', says });
const step = (words: string): StepRunner => ({ step: words });
const credentials = (says: string): TestRunner => ({
  test: 'packages/chat-handlers/test/credentials.test.ts',
  says,
});
const inspect: TestRunner = { test: 'apps/local/test/inspect.test.ts', says: '--inspect=' };
const start: WalkRunner = readme('npm start     # the whole platform');
/** The estimate reads the synthesised environment. */
const costOf = (environment: string): SmallRunner => ({
  run: `npm run build && npm run synth --workspace infra && npm run cost -- ${environment}`,
  prints: /a million messages, answered/,
});
const cost = costOf('dev');
const recorder: SmallRunner = {
  run: 'npm run bench:recorder -w apps/local -- --baseline "$PWD" --rounds 1 --seconds 1 --senders 2',
  prints: /turns/,
};
const mailBurst: SmallRunner = { run: 'npm run bench:mail -- --mails 4 --users 2', prints: /mails/ };
const turns: SmallRunner = {
  run: 'npm run bench:turns -w apps/local -- --seconds 1 --senders 2',
  prints: /functions/,
};
/** The limits of a browser are short for a busy machine: a second try is allowed. */
const pictures: SmallRunner = {
  run: 'npm run pictures -w apps/web || npm run pictures -w apps/web',
  prints: /test-browser\/pictures\.ts/,
  browser: true,
};
const mutation: SmallRunner = {
  run: 'npm run test:mutation --workspace packages/data-core -- state --mutate=src/storages/state/state-version.ts',
  prints: /state-version\.ts/,
};

/** What runs each command of the pages, by the command as `commandsIn` writes it. A command that no page has must not stand here. */
export const commandRunners: Readonly<Record<string, Runner>> = {
  // Start
  'npm ci': step('npm ci --no-audit --no-fund'),
  'npm ci && npm start': start,
  'npm ci && npm test': step('npm test'),
  'npm start': start,
  'npm start -- --json': { start: 'npm start -- --json' },
  'npm start -- --help': { run: 'npm start -- --help', prints: /Environment variables:/ },
  'npm start -- --inspect=responder': inspect,
  'npm start -- --inspect=message-send:9230': inspect,
  'npm start -- --inspect=<function>': inspect,
  'PORT=5000 DATA_DIR=memory npm start': { start: 'PORT=0 DATA_DIR=memory npm start' },
  'BOT=echo THREAD_IDS=own npm start': { start: 'BOT=echo THREAD_IDS=own npm start' },
  'THREAD_IDS=own npm start': { start: 'THREAD_IDS=own npm start' },

  // Tests and tools
  'npm test': step('npm test'),
  'npm run check': step('npm run check'),
  'npm run test:node24': step('npm run test:node24'),
  'npm run test:seeds': step('npm run test:seeds'),
  'npm run test:browser': step('npm run test:browser'),
  'SLOWNESS=6 npx jest --config jest.browser.config.js test-browser/chat': {
    run: 'npm run synth:local -w infra && cd apps/web && SLOWNESS=2 npx jest --config jest.browser.config.js test-browser/history 2>&1',
    prints: /Tests: +\d+ passed/,
    browser: true,
  },
  'npm run test:dynamodb-local': step('npm run test:dynamodb-local'),
  'npm run test:docs': step('npm run test:docs'),
  'npm run test:mutation:sample': step('npm run test:mutation:sample'),
  'npm run check:packages': step('npm run check:packages'),
  'npm run reference': step('npm run reference -- --check'),
  'npm run prove': step('npm run prove'),
  'npm run prove:cdktn': step('npm run prove:cdktn'),
  'npm run prove:tofu': step('npm run prove:tofu'),
  'npm run prove:emulator': step('npm run prove:emulator'),
  'AWS_ENDPOINT_URL=http://127.0.0.1:5000 npm run prove:emulator': step('npm run prove:emulator'),
  'moto_server -p 5000 &': step('moto_server -p'),
  'node -C switchboard-source src/emulator/cli.ts prod': step('npm run prove:emulator'),
  'npm run load -- all --small': step('npm run load -- all --small'),
  'npm run load': { run: 'npm run load || true', prints: /kills/ },
  'npm run load -- <name>': { run: 'npm run load -- malformed --small', prints: /ok after/ },
  'npm run load -- kills': { run: 'npm run load -- kills --small', prints: /ok after/ },
  'npm run format': { run: 'npm run format', prints: /Checked \d+ files/ },
  'npm run build': { run: 'npm run build', prints: /successful/ },
  'npm install': { run: 'npm install --package-lock-only --no-audit --no-fund', prints: /up to date/ },
  'npm run lockfile': { run: 'npm run lockfile', prints: /lockfile/ },
  'npm install && npm run lockfile': {
    run: 'npm install --package-lock-only --no-audit --no-fund && npm run lockfile',
    prints: /up to date/,
  },
  // A mirror of the registry may have no such endpoint.
  'npm audit': { run: 'npm audit || true', prints: /vulnerabilities|audit endpoint returned an error/ },
  'npm run test:properties': {
    run: 'PROPERTY_TIMES=2 PROPERTY_SECONDS=2 npm run test:properties -- packages/protocol',
    prints: /of \d+/,
  },
  'npm run test:races': { run: 'RACES=3 npm run test:races', prints: /Tests: +\d+ passed/ },
  'npm run bench:queue -w packages/chat-core': {
    run: 'WAITING=30 OPERATORS=3 npm run bench:queue -w packages/chat-core',
    prints: /Tests: +\d+ passed/,
  },
  'npm run test:fuzz': {
    run: 'SEEDS=3 npm run test:fuzz -w packages/telegram-email-bot -- src/mail/parse',
    prints: /Tests: +\d+ passed/,
  },
  'SEEDS=10000 npx jest src/telegram/text': {
    run: 'cd packages/telegram-email-bot && SEEDS=3 npx jest src/telegram/text',
    prints: /Tests: +\d+ passed/,
  },
  'SEEDS=5000 npx jest test/odd-seeds test/even-seeds': {
    run: 'cd tooling/simulation && SEEDS=2 npx jest test/odd-seeds test/even-seeds',
    prints: /Tests: +\d+ passed/,
  },
  'SEED=17 npx jest test/odd-seeds.test.ts': {
    run: 'cd tooling/simulation && SEED=17 npx jest test/odd-seeds.test.ts',
    prints: /Tests: .*\d+ passed/,
  },
  '(cd ../../packages/chat-core && npx jest test/refinement.test.ts)': {
    test: 'packages/chat-core/test/refinement.test.ts',
    says: 'WHOLE',
  },
  '(cd ../../packages/chat-core && WHOLE=1 npx jest test/refinement.test.ts)': step('npm run test:seeds'),
  'npm run test:mutation': mutation,
  'npm run test:mutation --workspace packages/data-core -- lock once': mutation,
  'TESTS=src/append/marker.test.ts PART=decisions node ../../tooling/jest/mutation/stryker.ts --mutate src/append/marker.ts':
    {
      // One test file alone stays below the threshold of the whole part.
      run: 'cd packages/chat-core && TESTS=src/append/marker.test.ts PART=decisions node ../../tooling/jest/mutation/stryker.ts --mutate src/append/marker.ts || true',
      prints: /marker\.ts/,
    },
  'WRITE_DOCS=1 npx jest permissions': { test: 'apps/local/test/permissions.test.ts', says: 'WRITE_DOCS' },

  // Measurements
  'npm run bench:turns -w apps/local': turns,
  'npm run bench:turns -w apps/local -- --seconds 25 --senders 50': turns,
  'npm run bench:fairness -w apps/local': {
    run: 'npm run bench:fairness -w apps/local -- --seconds 1 --flood 5',
    prints: /median|alone/,
  },
  'npm run bench:recorder -w apps/local': recorder,
  'npm run bench:recorder -w apps/local -- --baseline <another checkout>': recorder,
  'npm run bench:recorder -w apps/local -- --baseline <a checkout without it>': recorder,
  'npm run bench:conversation -w apps/local': {
    run: 'npm run bench:conversation -w apps/local',
    prints: /write units/,
  },
  'npm run bench:latency -w apps/local': {
    run: 'npm run bench:latency -w apps/local -- 3',
    prints: /chunk/,
  },
  'npm run bench:mail': mailBurst,
  'npm run bench:mail -- --mails 1000 --users 50': mailBurst,
  'npm run bench:reload -w apps/local': {
    run: 'npm run bench:reload -w apps/local -- --rounds 2',
    prints: /2 rounds on one connection/,
  },
  'npm run bench:cost': {
    run: 'npm run bench:cost -w packages/data-core',
    prints: /\|/,
  },
  'npm run bench:cpu': { run: 'npm run bench:cpu -w packages/data-core || true', prints: /set/ },
  'npm run measure': { run: 'npm run measure -w apps/web', prints: /ms/, browser: true },
  'npm run measure -w apps/web': { run: 'npm run measure -w apps/web', prints: /ms/, browser: true },
  'npm run pictures': pictures,
  'npm run pictures -w apps/web': pictures,

  // Bots
  'npm run bot:new mine': readme('`npm run bot:new mine`'),
  'npm run bot:new': readme('`npm run bot:new mine`'),
  'BOT=mine npm start': readme('`BOT=mine npm start`'),
  'npm run bot:test mine': tutorial('npm run bot:test tea'),
  'BOT=llm LLM_BASE_URL=https://api.openai.com/v1 LLM_MODEL=gpt-5-mini npm start': tutorial(
    'BOT=llm LLM_BASE_URL=https://api.openai.com/v1 LLM_MODEL=gpt-5-mini npm start',
  ),
  'BOT=llm LLM_BASE_URL=bedrock LLM_MODEL=<id of a model or an inference profile>': {
    test: 'packages/bot-responder/test/llm/bedrock.test.ts',
    says: 'bedrock-entry',
  },
  'TELEGRAM_TOKEN=123456:the-token-of-another-bot': {
    test: 'apps/local/test/telegram.test.ts',
    says: '{ TELEGRAM_TOKEN: token }',
  },
  'npx web-push generate-vapid-keys --json': {
    run: 'npx --yes web-push generate-vapid-keys --json',
    prints: /"publicKey"/,
  },

  // Packages
  'npm run pack:all': readme('`npm run pack:all`'),
  'npm install <clone>/dist/packages/switchboard-chat-client-0.1.0.tgz': step('npm run check:packages'),
  'npm install <clone>/dist/packages/switchboard-protocol-0.1.0.tgz': step('npm run check:packages'),
  'npm install <clone>/dist/packages/switchboard-data-core-0.1.0.tgz': step('npm run check:packages'),
  'export AWS_ENDPOINT_URL_DYNAMODB=http://127.0.0.1:4003 AWS_REGION=eu-central-1': {
    test: 'packages/data-core/test/documents.test.ts',
    says: 'AWS_ENDPOINT_URL_DYNAMODB',
  },
  'export AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local': {
    test: 'packages/data-core/test/documents.test.ts',
    says: 'AWS_ACCESS_KEY_ID',
  },
  'node -C switchboard-source ../../tooling/bundler/src/cli.ts': {
    run: 'cd packages/telegram-email-bot && node -C switchboard-source ../../tooling/bundler/src/cli.ts && ls dist',
    prints: /telegram/,
  },

  // Deployment
  'npm run bootstrap': deployment("run('bootstrap dev')"),
  'npm run bootstrap -- dev': deployment("run('bootstrap dev')"),
  'npm run bootstrap -- prod': deployment("run('bootstrap dev')"),
  'npm run bootstrap -- <environment>': deployment("run('bootstrap dev')"),
  'npm run deploy': deployment("run('deploy dev', ['yes', 'yes'])"),
  'npm run deploy -- dev': deployment("run('deploy dev', ['yes', 'yes'])"),
  'npm run deploy -- staging': deployment("'deploy staging'"),
  'npm run deploy -- prod': deployment("'deploy prod'"),
  'npm ci && npm run deploy -- prod': deployment("'deploy prod'"),
  'TERRAFORM=tofu npm run deploy -- dev': deployment("TERRAFORM: 'old-terraform'"),
  'npm run destroy -- dev': deployment("run('destroy dev', ['dev'])"),
  'npm run operator': deployment("run('operator dev olga')"),
  'npm run operator -- local': { walk: 'docs/how-to/be-an-operator.md', says: 'npm start' },
  'npm run operator -- dev olga': deployment("run('operator dev olga')"),
  'npm run operator -- prod olga "Olga K."': deployment("run('operator dev olga')"),
  'npm run secret': deployment("run('secret staging telegram-bot-token'"),
  'npm run secret -- dev <name>': deployment("'secret dev token'"),
  'npm run secret -- <environment> <name>': deployment("run('secret staging telegram-bot-token'"),
  'npm run secret -- staging telegram-bot-token': deployment("run('secret staging telegram-bot-token'"),
  'npm run secret -- staging telegram-webhook-secret': deployment(
    "run('secret staging telegram-webhook-secret'",
  ),
  'npm run telegram:webhook -- staging': deployment("run('telegram:webhook staging')"),
  'npm run restore -- prod messages 2026-11-21T10:00:00Z': deployment(
    "'restore dev messages 2026-11-21T10:00:00Z'",
  ),
  'npm run restore -- prod messages switchboard.prod.messages-20261121T100000Z': deployment(
    "'restore dev messages switchboard.dev.messages-20261121T100000Z'",
  ),
  'npm run cost': cost,
  'npm run cost -- dev': cost,
  'npm run cost -- prod': costOf('prod'),
  'npm run cost -- <environment>': cost,
  'npm run synth': step('npm run test:node24'),
  'npm run cdktf -- synth': step('npm run cdktf -- synth'),
  'npm run build && npm run synth --workspace infra': {
    run: 'npm run build && npm run synth --workspace infra && ls infra/cdktf.out/stacks/prod',
    prints: /cdk\.tf\.json/,
  },
  'aws sso login': deployment('Run `aws sso login`'),
  'git add infra/src/environments.ts infra/.terraform.lock.hcl': {
    run: 'git init -q . && touch infra/.terraform.lock.hcl && git add infra/src/environments.ts infra/.terraform.lock.hcl && git status --short',
    prints: /A {2}infra\/src\/environments\.ts/,
  },
  'git commit -m "Our account, and the checksums of its provider"': {
    run: 'git -c user.name=Ann -c user.email=ann@example.com commit -m "Our account, and the checksums of its provider"',
    prints: /Our account/,
  },
  'git switch --detach <commit>': { run: 'git switch --detach HEAD 2>&1', prints: /HEAD is now at/ },

  // Requests
  'POST {http}/sessions': credentials("'POST /sessions'"),
  'POST {http}/sessions/revoke': credentials("'POST /sessions/revoke'"),
  'POST {http}/users/{userId}/sessions': credentials("'POST /users/{userId}/sessions'"),
  'POST {http}/users/{userId}/sessions {"role": "customer", "ttlSeconds": 86400}': credentials('ttlSeconds'),
  'POST {http}/users/olga/sessions {"role": "operator"}': credentials("role: 'operator'"),
  'DELETE {http}/users/{userId}/sessions': credentials("'DELETE /users/{userId}/sessions'"),
  'POST {http}/messages': {
    test: 'packages/chat-handlers/test/post-to-connection.test.ts',
    says: "'POST /messages'",
  },
};
