import { render } from 'preact';
import { MailboxApp } from './mailbox-app.tsx';

render(
  <MailboxApp fetch={(...request) => fetch(...request)} now={() => Date.now()} />,
  document.getElementById('page') ?? document.body,
);
