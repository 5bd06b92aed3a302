import type { Mailbox } from '../mail/mail.ts';
import { kindOfMail, loopHeader, loopMark } from './mail-kind.ts';

const own = ['mail-a@us.example', 'shop-b@us.example'];

const kindOf = (
  headers: Record<string, string>,
  {
    subject = '',
    from,
    sender = 'a@b.example',
    hops = 3,
  }: { subject?: string; from?: string; sender?: string; hops?: number } = {},
) => {
  const mailbox: { from?: Mailbox } = from === undefined ? {} : { from: { name: '', address: from } };
  return kindOfMail(
    { headers: new Map(Object.entries(headers)), subject, ...mailbox },
    { sender, hops, own },
  );
};

describe('the kind of a mail', () => {
  it.each([
    ['personal', {}, {}],
    ['personal', { 'auto-submitted': 'no' }, {}],
    ['personal', { 'auto-submitted': 'auto-generated' }, { subject: 'Your invoice' }],
    ['autoReply', { 'auto-submitted': 'auto-replied' }, {}],
    ['autoReply', { 'x-autoreply': 'yes' }, {}],
    ['autoReply', { precedence: 'auto_reply' }, {}],
    ['autoReply', {}, { subject: 'Out of office: back on Monday' }],
    ['autoReply', {}, { subject: 'Automatische Antwort: Plan' }],
    ['autoReply', {}, { sender: '' }],
    ['list', { 'list-id': '<cats.example>' }, {}],
    ['list', { 'list-unsubscribe': '<https://x.example>' }, {}],
    ['list', { precedence: 'bulk' }, {}],
    ['bounce', { 'content-type': 'multipart/report; report-type=delivery-status; boundary=x' }, {}],
    ['bounce', { 'x-failed-recipients': 'a@b.example' }, {}],
    ['bounce', { 'auto-submitted': 'auto-replied' }, { from: 'MAILER-DAEMON@b.example', sender: '' }],
    ['loop', { [loopHeader]: loopMark('shop-b@us.example') }, {}],
    ['list', { [loopHeader]: loopMark('mail-c@us.example'), 'list-id': '<cats.example>' }, {}],
    ['loop', {}, { hops: 51 }],
  ])('is %s with %j and %j', (kind, headers, options) => {
    expect(kindOf(headers, options)).toBe(kind);
  });
});
