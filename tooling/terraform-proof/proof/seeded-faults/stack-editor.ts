import type { StackDocument } from '../../src/terraform/terraform.ts';

/** A mistake that is made on purpose in a stack that is right. */
export interface SeededFault {
  readonly fault: string;
  readonly seed: (stack: StackEditor) => void;
  /** What Terraform says of it, blanks aside. */
  readonly message: string | RegExp;
}

// The place of an attribute is known to the fault that changes it.
// biome-ignore lint/suspicious/noExplicitAny: see above
export type Attributes = any;

export interface StackEditor {
  readonly resource: Record<string, Record<string, Attributes>>;
  /** The stack's own provider. */
  readonly provider: Attributes;
  /** The first resource of a type. */
  first(type: string): Attributes;
  named(type: string, name: string): Attributes;
  /** Adds a changed copy of a resource, which is not connected to anything. */
  copy(type: string, from: string, to: string, change: Attributes): Attributes;
}

export const editorOf = (document: StackDocument): StackEditor => {
  const resource = document.resource as StackEditor['resource'];
  return {
    resource,
    provider: (document.provider as { aws: Attributes[] }).aws[0],
    named: (type, name) => resource[type]?.[name] ?? fail(`${type}.${name}`),
    copy: (type, from, to, change) => {
      const byName = resource[type] ?? fail(type);
      byName[to] = { ...(byName[from] ?? fail(`${type}.${from}`)), ...change };
      return byName[to];
    },
    first: (type) => Object.values(resource[type] ?? {})[0] ?? fail(type),
  };
};

const fail = (type: string): never => {
  throw new RangeError(`The stack has no ${type}.`);
};
