import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { httpRoute, onTable, webSocketAuthorizer, webSocketRoute } from '@switchboard/declarations';
import {
  Account,
  bindingsFolder,
  createProvider,
  noRules,
  readSchemas,
  type ServedProvider,
  serve,
} from '@switchboard/terraform-proof';
import { deploy } from '../src/deploy/deploy.ts';
import type { Desk } from '../src/deploy/desk.ts';
import { destroy } from '../src/deploy/destroy.ts';
import { defineEnvironment, type Environment } from '../src/environment/environment.ts';
import { synthesise } from '../src/synthesise.ts';
import { builtPackage, removePackages } from '../test/built-package.ts';
import { accountId, noTables, readyCloud } from '../test/ready-account.ts';
import { pagesFolder } from '../test/stack.ts';
import { describeWith } from './programs.ts';

const patienceMs = 300_000;

const shop = defineEnvironment({ name: 'shop', region: 'eu-west-1', accountId, state: 'file' });

const packages = [
  builtPackage({
    name: 'door',
    entry: 'src/door.ts',
    memoryMb: 128,
    timeoutSeconds: 5,
    triggers: [webSocketAuthorizer(), webSocketRoute('$connect'), httpRoute('GET', '/', 'none')],
    uses: [onTable({ name: 'orders', partitionKey: { name: 'id', type: 'S' } }, 'get')],
  }),
];

let folder: string;
let account: Account;
let provider: ServedProvider;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'deploy-'));
  account = new Account({ rules: noRules });
  const synthesised = join(folder, 'types');
  synthesise(synthesised, [shop], { packages, pagesFolder });
  const names = ['shop', `account-${accountId}-eu-west-1`];
  const documents = names.map((name) =>
    JSON.parse(readFileSync(join(synthesised, 'stacks', name, 'cdk.tf.json'), 'utf8')),
  );
  const schemas = readSchemas(bindingsFolder('@cdktf/provider-aws'), {
    resources: new Set(documents.flatMap(({ resource }) => Object.keys(resource))),
    dataSources: new Set(documents.flatMap(({ data }) => Object.keys(data))),
  });
  provider = await serve(createProvider({ schemas, account, place: { accountId, region: 'eu-west-1' } }));
});

afterEach(async () => {
  await provider.stop();
  rmSync(folder, { recursive: true });
});

afterAll(removePackages);

/** What a person sees and says. */
interface Terminal {
  readonly lines: string[];
  readonly answers: string[];
}

function deskFor(environment: Environment, terminal: Terminal): Desk {
  return {
    environment,
    packages,
    cloud: readyCloud,
    storedTables: {
      ...noTables,
      exists: async (name) => account.resources.some(({ attributes }) => attributes.name === name),
    },
    wait: async () => {},
    program: { name: 'terraform', version: '1.11.4' },
    // biome-ignore lint/style/noProcessEnv: Terraform inherits the environment of the test
    env: { ...process.env, TF_REATTACH_PROVIDERS: provider.reattach },
    infraFolder: folder,
    build: async () => {},
    synthesise: async () => {
      synthesise(join(folder, 'out'), [environment], { packages, pagesFolder });
      return join(folder, 'out', 'stacks');
    },
    tryOut: async (outputs) => void terminal.lines.push(`tried ${outputs.webSocketUrl}`),
    print: (line) => void terminal.lines.push(line),
    ask: async (question) => {
      terminal.lines.push(question);
      return terminal.answers.shift() ?? '';
    },
  };
}

const tables = (): number => account.resources.filter(({ type }) => type === 'aws_dynamodb_table').length;

describeWith('terraform')('a deployment', () => {
  it(
    'applies what was agreed to, tries it out, and says where it is; a second one finds nothing to do',
    async () => {
      const terminal: Terminal = { lines: [], answers: ['yes', 'yes'] };
      await deploy(deskFor(shop, terminal), { agreed: false });
      expect(tables()).toBe(1);
      expect(account.resources.map(({ type }) => type)).toContain('aws_api_gateway_account');
      expect(terminal.lines).toContain('A month in which nobody writes costs about $0.00.');
      expect(terminal.lines).toContainEqual(expect.stringMatching(/^shop: \d+ to create, 0 to change/));
      expect(terminal.lines).toContainEqual(expect.stringMatching(/^tried wss:\/\/.*\/shop$/));
      expect(terminal.lines).toContainEqual(expect.stringMatching(/shop is deployed\. Open https:\/\//));

      const again: Terminal = { lines: [], answers: [] };
      await deploy(deskFor(shop, again), { agreed: false });
      expect(again.lines).toContain('shop: nothing to change');
      expect(again.lines).not.toContain('Apply this? (yes/no) ');
    },
    patienceMs,
  );

  it(
    'creates nothing that nobody agreed to',
    async () => {
      const terminal: Terminal = { lines: [], answers: ['no'] };
      await expect(deploy(deskFor(shop, terminal), { agreed: false })).rejects.toThrow(
        'Nothing was applied.',
      );
      expect(account.resources).toEqual([]);
    },
    patienceMs,
  );

  it(
    'that deletes a table asks for the name of the environment, even where everything is agreed to',
    async () => {
      await deploy(deskFor(shop, { lines: [], answers: [] }), { agreed: true });
      const [{ functions, root }] = packages as [(typeof packages)[number]];
      const without = { ...deskFor(shop, { lines: [], answers: ['yes'] }) };
      const emptied = [{ root, functions: functions.map((definition) => ({ ...definition, uses: [] })) }];
      const desk: Desk = {
        ...without,
        packages: emptied,
        synthesise: async () => {
          synthesise(join(folder, 'out'), [shop], { packages: emptied, pagesFolder });
          return join(folder, 'out', 'stacks');
        },
      };
      await expect(deploy(desk, { agreed: true })).rejects.toThrow('Nothing was applied.');
      expect(tables()).toBe(1);
    },
    patienceMs,
  );

  it(
    'is undone by destroy, when its name is typed',
    async () => {
      await deploy(deskFor(shop, { lines: [], answers: [] }), { agreed: true });
      await expect(destroy(deskFor(shop, { lines: [], answers: ['y'] }))).rejects.toThrow(
        'Nothing was deleted.',
      );
      expect(tables()).toBe(1);
      await destroy(deskFor(shop, { lines: [], answers: ['shop'] }));
      expect(tables()).toBe(0);
      expect(account.resources.map(({ type }) => type)).toContain('aws_api_gateway_account');
    },
    patienceMs,
  );
});

/** The guide "Run it in production", section "Restore a table", with what Terraform does. */
describeWith('terraform')('a table that was restored', () => {
  const ordersTable = () =>
    account.resources.filter(({ type }) => type === 'aws_dynamodb_table').map(({ attributes }) => attributes);

  it(
    'takes the place of the one in use, which stays as it is, and gives it back',
    async () => {
      await deploy(deskFor(shop, { lines: [], answers: [] }), { agreed: true });
      const [used] = ordersTable();
      if (used === undefined) throw new RangeError('There is no table.');
      // A restore leaves out recovery and tags.
      const restored = { ...used, id: 'shop.orders-restored', name: 'shop.orders-restored' };
      account.create('aws_dynamodb_table', {
        ...restored,
        tags: {},
        point_in_time_recovery: [],
      });

      const switched = { ...shop, restoredTables: { orders: 'shop.orders-restored' } };
      const terminal: Terminal = { lines: [], answers: [] };
      await deploy(deskFor(switched, terminal), { agreed: true });
      expect(terminal.lines).toContain(
        'shop.orders-restored takes the place of switchboard.shop.orders as the table orders.',
      );
      expect(terminal.lines).toContainEqual(
        expect.stringMatching(/^shop: 0 to create, \d+ to change, 0 to replace, 0 to delete$/),
      );
      const byName = new Map(ordersTable().map((table) => [table.name, table]));
      expect([...byName.keys()]).toEqual(['switchboard.shop.orders', 'shop.orders-restored']);
      expect(byName.get('switchboard.shop.orders')).toEqual(used);
      expect(byName.get('shop.orders-restored')).toMatchObject({
        point_in_time_recovery: [expect.objectContaining({ enabled: true })],
        tags_all: expect.objectContaining({ environment: 'shop' }),
      });
      const [door] = account.resources.filter(({ type }) => type === 'aws_lambda_function');
      expect(JSON.stringify(door?.attributes.environment)).toContain('shop.orders-restored');

      const again: Terminal = { lines: [], answers: [] };
      await deploy(deskFor(switched, again), { agreed: true });
      expect(again.lines).toContain('shop: nothing to change');

      const back: Terminal = { lines: [], answers: [] };
      await deploy(deskFor(shop, back), { agreed: true });
      expect(back.lines).toContain(
        'switchboard.shop.orders takes the place of shop.orders-restored as the table orders.',
      );
      expect(ordersTable()).toHaveLength(2);
    },
    patienceMs,
  );

  it(
    'and is not there stops the deployment: Terraform would create an empty one',
    async () => {
      const misspelt = { ...shop, restoredTables: { orders: 'shop.order-restored' } };
      await expect(deploy(deskFor(misspelt, { lines: [], answers: [] }), { agreed: true })).rejects.toThrow(
        'There is no table shop.order-restored, which restoredTables of shop names',
      );
      expect(tables()).toBe(0);
    },
    patienceMs,
  );
});

describe('a protected environment', () => {
  it('is not destroyed', async () => {
    const desk = deskFor({ ...shop, protected: true }, { lines: [], answers: ['shop'] });
    await expect(destroy(desk)).rejects.toThrow('shop is protected.');
  });
});
