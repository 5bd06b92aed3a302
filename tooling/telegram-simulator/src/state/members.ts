import type { ChatRecord, MemberStatus } from './state.ts';

/** Person 1 is who writes in a group where nobody else is named: the group is theirs. */
const defaultCreator = 1;

/** What a person is in a group. */
export const memberStatus = ({ members = {} }: ChatRecord, userId: number): MemberStatus =>
  members[userId] ?? (userId === defaultCreator ? 'creator' : 'member');

/** Makes a person an administrator of a group, or something else. */
export function setMemberStatus(record: ChatRecord, userId: number, status: MemberStatus): void {
  record.members = { ...record.members, [userId]: status };
}
