import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { environments } from '../src/environments.ts';
import { all, environmentNamed, removeStacks, type Stack, synthesiseStack } from './stack.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));

afterAll(removeStacks);

/** Every address `type.name` that a text refers to in `${...}`. */
const references = (text: string): string[] =>
  [...text.matchAll(/\$\{([^}]+)\}/g)].map(([, expression = '']) =>
    expression.split('.').slice(0, 2).join('.'),
  );

const addresses = ({ resource }: Stack): Set<string> =>
  new Set(
    Object.entries(resource).flatMap(([type, named]) => Object.keys(named).map((name) => `${type}.${name}`)),
  );

describe.each(environments.map(({ name }) => name))('the stack %s', (name) => {
  const stack = synthesiseStack(environmentNamed(name));

  it('is the same to the byte when it is made again, in another folder: an unchanged clone plans no change', () => {
    expect(synthesiseStack(environmentNamed(name)).text).toBe(stack.text);
  });

  it('holds no path of this machine', () => {
    expect(stack.text).not.toContain(repository);
    expect(stack.text).not.toContain(stack.folder);
  });

  it('keeps its state beside infra, whatever folder Terraform runs in', () => {
    expect(stack.terraform.backend).toEqual({ local: { path: `../../../terraform.${name}.tfstate` } });
  });

  it('refers to nothing that it does not make', () => {
    const made = addresses(stack);
    const unknown = references(stack.text).filter((address) => !made.has(address));
    expect(unknown).toEqual([]);
  });

  it('depends on nothing that it does not make', () => {
    const made = addresses(stack);
    const dependencies = Object.keys(stack.resource)
      .flatMap((type) => all(stack, type))
      .flatMap(({ depends_on = [] }) => depends_on);
    expect(dependencies.filter((address) => !made.has(address))).toEqual([]);
  });

  it('can be made in some order: no resource waits for itself', () => {
    const waitsFor = new Map<string, Set<string>>(
      Object.entries(stack.resource).flatMap(([type, named]) =>
        Object.entries(named).map(
          ([key, attributes]) =>
            [
              `${type}.${key}`,
              new Set([...references(JSON.stringify(attributes)), ...(attributes.depends_on ?? [])]),
            ] as const,
        ),
      ),
    );
    let ready: string[] = [];
    do {
      ready = [...waitsFor].filter(([, others]) => others.size === 0).map(([address]) => address);
      for (const address of ready) waitsFor.delete(address);
      for (const others of waitsFor.values()) for (const address of ready) others.delete(address);
    } while (ready.length > 0);
    expect([...waitsFor.keys()]).toEqual([]);
  });

  it('deploys the zip that the bundler made, under its hash', () => {
    for (const { filename, source_code_hash } of all(stack, 'aws_lambda_function')) {
      const zip = readFileSync(join(stack.folder, filename));
      expect(createHash('sha256').update(zip).digest('base64')).toBe(source_code_hash);
    }
  });

  it('names every resource after the environment, so that two live beside each other in one account', () => {
    const named = Object.keys(stack.resource)
      .flatMap((type) => all(stack, type))
      .flatMap((attributes) => attributes.function_name ?? attributes.name ?? [])
      .filter((value: string) => !value.includes('${'));
    const foreign = named.filter((value: string) => !value.includes(name) && !generic.has(value));
    expect(foreign).toEqual([]);
  });

  it('tells where its APIs are', () => {
    expect(Object.keys(stack.output).sort()).toEqual(['httpUrl', 'webSocketUrl']);
  });
});

/** Names that are unique within their parent: an inline policy of a role, the stage of an HTTP API. */
const generic = new Set(['declared', 'invoke', '$default']);
