import type { Buckets } from '../buckets/buckets.ts';
import type { ReceiptAction, ReceiptRule } from '../deployment/mail.ts';
import type { Functions } from '../functions/functions.ts';
import type { Log } from '../log/log.ts';
import type { AsynchronousInvocations } from '../messaging/asynchronous-invocations.ts';
import { mailEvent } from './mail-event.ts';
import type { ReceivedMail } from './received-mail.ts';

export interface ReceiptOptions {
  readonly rules: readonly ReceiptRule[];
  readonly buckets: Pick<Buckets, 'put'>;
  readonly asynchronous: Pick<AsynchronousInvocations, 'send'>;
  readonly invoke: Functions['invoke'];
  readonly log: Log;
}

/** The rule that is for a recipient, if there is one. */
export const ruleFor = (rules: readonly ReceiptRule[], recipient: string): ReceiptRule | undefined =>
  rules.find((rule) => isFor(rule, recipient));

function isFor({ recipients }: ReceiptRule, recipient: string): boolean {
  const address = recipient.toLowerCase();
  const domain = address.slice(address.lastIndexOf('@') + 1);
  return (
    recipients.length === 0 ||
    recipients.some(
      (wanted) =>
        wanted === address || wanted === domain || (wanted.startsWith('.') && domain.endsWith(wanted)),
    )
  );
}

/**
 * Does with a mail what the rules say, one after the other. When it returns, the mail is stored, and the functions that nobody waits for
 * have been given their event for good.
 *
 * @throws where an action cannot be done: the client keeps the mail then, and tries again
 */
export async function receive(mail: ReceivedMail, { rules, ...options }: ReceiptOptions): Promise<void> {
  for (const rule of rules) {
    const recipients = mail.recipients.filter((recipient) => isFor(rule, recipient));
    if (recipients.length === 0) continue;
    const judged = rule.isScanned ? mail : unscanned(mail);
    for (const action of rule.actions) {
      const goesOn = await perform(action, judged, recipients, options);
      if (goesOn === 'stopRuleSet') return;
      if (goesOn === 'stopRule') break;
    }
  }
}

/** SES says so of checks that a rule does not ask for. */
const unscanned = (mail: ReceivedMail): ReceivedMail => ({
  ...mail,
  verdicts: { ...mail.verdicts, spam: 'DISABLED', virus: 'DISABLED' },
});

type Outcome = 'goOn' | 'stopRule' | 'stopRuleSet';

async function perform(
  action: ReceiptAction,
  mail: ReceivedMail,
  recipients: readonly string[],
  { buckets, asynchronous, invoke, log }: Omit<ReceiptOptions, 'rules'>,
): Promise<Outcome> {
  switch (action.type) {
    case 'stop':
      return 'stopRuleSet';
    case 'store': {
      const object = { bucket: action.bucket, key: `${action.prefix}${mail.messageId}`, headers: {} };
      await buckets.put(object, mail.raw, 'Put');
      return 'goOn';
    }
    case 'invoke': {
      const event = mailEvent(mail, recipients, action);
      if (action.invocationType === 'RequestResponse') {
        const invocation = await invoke(action.functionArn, JSON.stringify(event), 'mail');
        return invocation.type === 'answered' ? dispositionIn(invocation.payload) : 'goOn';
      }
      if (!asynchronous.send(action.functionArn, event, 'mail')) {
        log.problem('mail', `${action.functionArn} does not take the event of a mail.`);
      }
      return 'goOn';
    }
  }
}

/** What a function that SES waits for decides. */
function dispositionIn(payload: string): Outcome {
  const disposition = (JSON.parse(payload) as { disposition?: unknown } | null)?.disposition;
  if (disposition === 'STOP_RULE') return 'stopRule';
  return disposition === 'STOP_RULE_SET' ? 'stopRuleSet' : 'goOn';
}
