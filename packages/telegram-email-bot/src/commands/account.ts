import type { AccountJob } from '../account/account-job.ts';
import { readUser } from '../users/user-store.ts';
import { type CommandDependencies, type CommandRequest, type Reply, textsFor } from './command.ts';

export interface AccountCommandDependencies extends CommandDependencies {
  /** Has everything that is stored about a chat exported or erased. */
  readonly sendAccountJob: (job: AccountJob) => Promise<void>;
}

type AccountCommand = (dependencies: AccountCommandDependencies, request: CommandRequest) => Promise<Reply>;

const exportAll: AccountCommand = async ({ context, sendAccountJob }, { profile, updateId, messageId }) => {
  const { chatId } = profile;
  const texts = textsFor(await readUser(context, chatId), profile);
  await sendAccountJob({ type: 'export', updateId, messageId, chatId, language: texts.language });
  return { text: texts.exportBegun };
};

/** Asks first: the buttons under the question do it. */
const deleteAll: AccountCommand = async ({ context }, { profile }) => {
  const { deleteQuestion, buttons } = textsFor(await readUser(context, profile.chatId), profile);
  return {
    text: deleteQuestion,
    buttons: [
      [
        { text: buttons.deleteAll, data: 'erase:all' },
        { text: buttons.keep, data: 'erase:nothing' },
      ],
    ],
  };
};

/** The commands about everything that is stored about a person, by their names. */
export const accountCommands: Readonly<Record<string, AccountCommand>> = {
  export: exportAll,
  delete: deleteAll,
};
