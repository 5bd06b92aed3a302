import { nameOf, pictureOf } from '../actors/staff.ts';
import type { RecordedPerson } from '../history/journal.ts';
import type { Check } from './history.ts';

/** A profile is kept as long as messages are: it lasts so long at least, milliseconds, less than a day. */
const keptMs = 20 * 60 * 60_000;

/**
 * When all is calm, pages show an operator as the operator has said: by the last name and picture, or by earlier ones whose write was applied
 * after their request was given up.
 */
export const checkNames: Check = ({ journal }) =>
  journal.shown.flatMap(({ userId, person, step, at }) => {
    const last = journal.named.findLast((named) => named.operator === userId && named.step < step);
    const isErased = journal.erasing.includes(userId);
    if (last?.person === undefined || isErased || at - last.at > keptMs) return [];
    const said = journal.named.filter((named) => named.operator === userId && named.step < step);
    return said.some((named) => isSame(person, named.person ?? {}))
      ? []
      : [`Names: ${userId} is shown as ${JSON.stringify(person)}, and is ${JSON.stringify(last.person)}.`];
  });

const isSame = (a: RecordedPerson, b: RecordedPerson): boolean =>
  a.name === b.name && (a.picture ?? undefined) === (b.picture ?? undefined);

/** What was under way when an erasure returned may still arrive, milliseconds. */
const underWayMs = 40_000;

/**
 * Neither the name nor the picture of an erased operator is left in any table or file, and nobody is told them, until the operator comes back
 * and sets them again.
 */
export const checkForgotten: Check = ({ journal, snapshots }) =>
  journal.forgotten.flatMap(({ operator, step, at }) => {
    const isNamed = (text: string) => text.includes(nameOf(operator)) || text.includes(pictureOf(operator));
    const back = journal.named.find((named) => named.operator === operator && named.at > at + underWayMs);
    const isBefore = (moment: { readonly at: number }) =>
      back === undefined || moment.at < back.at - underWayMs;
    const lastBefore = snapshots.findLast((snapshot) => snapshot.at > at && isBefore(snapshot));
    const stored = Object.entries(lastBefore?.stored.items ?? {}).flatMap(([table, items]) =>
      items.map((item) => ({ where: `the table ${table}`, text: JSON.stringify(item) })),
    );
    const answered = journal.finished
      .filter(({ begun }) => begun.step > step && isBefore(begun))
      .map(({ requestId, said }) => ({ where: `the answer to ${requestId}`, text: said }));
    const posted = journal.posted
      .filter((post) => post.at > at + underWayMs && isBefore(post))
      .map(({ connectionId, frame }) => ({
        where: `a frame to ${connectionId}`,
        text: JSON.stringify(frame),
      }));
    return [...stored, ...answered, ...posted]
      .filter(({ text }) => isNamed(text))
      .map(({ where, text }) => `Names: ${operator} was erased and is still named in ${where}: ${text}`);
  });
