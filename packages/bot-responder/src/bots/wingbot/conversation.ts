import { Router } from 'wingbot';

interface Responding {
  text(text: string, quickReplies?: Readonly<Record<string, string>>): Responding;
  setState(state: Record<string, unknown>): Responding;
  passThread(targetAppId: string): Responding;
  expected(path: string): Responding;
}

interface Requested {
  readonly state: Readonly<Record<string, unknown>>;
  text(): string;
}

/**
 * An example of a wingbot conversation: it asks for a name, remembers it, and gets a human. Patterns are matched against what wingbot makes of
 * a text: small letters, with hyphens between the words.
 */
export function createConversation(): Router {
  const router = new Router();
  router.use('name', (req: Requested, res: Responding) => {
    res.setState({ name: req.text() });
    res.text(`Nice to meet you, ${req.text()}!`, { human: 'Talk to a human', again: 'What is my name?' });
  });
  router.use(['again', /^what-is-my-name/], (req: Requested, res: Responding) => {
    res.text(`You are ${req.state.name}.`);
  });
  router.use(['human', /^talk-to-a-human/], (_: Requested, res: Responding) => {
    res.text('One moment, please.');
    res.passThread('people');
  });
  router.use((_: Requested, res: Responding) => {
    res.text('Hello! What is your name?').expected('name');
  });
  return router;
}
