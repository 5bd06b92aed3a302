import { PlatformError } from '../platform-error.ts';
import type { Resource } from '../terraform/resource.ts';
import { type Fields, fieldsOf } from './fields.ts';

/** What SES does with the mail to some recipients. */
export interface ReceiptRule {
  readonly name: string;
  /** Addresses, domains (`example.com`), or the domains below one (`.example.com`); none: all. */
  readonly recipients: readonly string[];
  readonly isScanned: boolean;
  readonly requiresTls: boolean;
  /** In their order. */
  readonly actions: readonly ReceiptAction[];
}

export type ReceiptAction =
  | { readonly type: 'store'; readonly bucket: string; readonly prefix: string }
  | {
      readonly type: 'invoke';
      readonly functionArn: string;
      readonly invocationType: 'Event' | 'RequestResponse';
    }
  | { readonly type: 'stop' };

/** Kinds of actions that the platform does not do. */
const unsupported = ['add_header_action', 'bounce_action', 'sns_action', 'workmail_action'];

/**
 * The rules of the active set, in their order. If the active set belongs to another stack, all rules of this stack count as active.
 *
 * @throws {PlatformError} `terraform.unsupported` at actions that are not run
 */
export function receiptRulesOf(resources: readonly Resource[]): ReceiptRule[] {
  const ofType = (type: string) => resources.filter((resource) => resource.type === type).map(fieldsOf);
  const active = ofType('aws_ses_active_receipt_rule_set')[0]?.text('rule_set_name');
  return ofType('aws_ses_receipt_rule')
    .filter((rule) => rule.flag('enabled') && (active === undefined || rule.text('rule_set_name') === active))
    .map(ruleOf);
}

function ruleOf(rule: Fields): ReceiptRule {
  const refused = unsupported.find((kind) => rule.block(kind));
  if (refused !== undefined) {
    throw new PlatformError(
      'terraform.unsupported',
      `${rule.address}.${refused}: the local platform stores mail and invokes functions only.`,
    );
  }
  return {
    name: rule.text('name'),
    recipients: rule.texts('recipients').map((recipient) => recipient.toLowerCase()),
    isScanned: rule.flag('scan_enabled'),
    requiresTls: rule.optionalText('tls_policy') === 'Require',
    actions: actionsOf(rule),
  };
}

function actionsOf(rule: Fields): ReceiptAction[] {
  const placed = [
    ...rule
      .blocks('s3_action')
      .map((action) => ({ position: action.number('position', 0), action: storeOf(action) })),
    ...rule.blocks('lambda_action').map((action) => ({
      position: action.number('position', 0),
      action: invokeOf(action),
    })),
    ...rule.blocks('stop_action').map((action) => ({
      position: action.number('position', 0),
      action: { type: 'stop' } as const,
    })),
  ];
  return placed.toSorted((a, b) => a.position - b.position).map(({ action }) => action);
}

const storeOf = (action: Fields): ReceiptAction => ({
  type: 'store',
  bucket: action.text('bucket_name'),
  prefix: action.optionalText('object_key_prefix') ?? '',
});

const invokeOf = (action: Fields): ReceiptAction => ({
  type: 'invoke',
  functionArn: action.text('function_arn'),
  invocationType: action.optionalText('invocation_type') === 'RequestResponse' ? 'RequestResponse' : 'Event',
});

/** The domains and addresses from which the stack may send: those that it proves, and those that it takes mail for, which SES has proven too. */
export const mailIdentitiesOf = (resources: readonly Resource[]): string[] => [
  ...resources.flatMap(({ type, attributes }) => {
    const attribute = identityAttributes[type];
    return attribute === undefined ? [] : [String(attributes[attribute]).toLowerCase()];
  }),
  ...receiptRulesOf(resources).flatMap(({ recipients }) =>
    recipients.map((recipient) => recipient.slice(recipient.lastIndexOf('@') + 1).replace(/^\./, '')),
  ),
];

const identityAttributes: Readonly<Record<string, string>> = {
  aws_ses_domain_identity: 'domain',
  aws_ses_email_identity: 'email',
  aws_sesv2_email_identity: 'email_identity',
};
