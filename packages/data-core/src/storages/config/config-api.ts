import { requireList, requireObject } from '../../shared/validation/options.ts';

/** Who may update: further groups beside those of the context, or a function of wingbot's arguments and context. */
export type ConfigAcl = readonly string[] | ((args: unknown, context: ApiContext) => boolean);

/** What wingbot's API passes: the groups that may, and those that the caller's token bears. */
export interface ApiContext {
  readonly groups?: readonly string[];
  readonly token?: { readonly groups?: readonly { readonly group: string }[] };
}

export interface ConfigApi {
  /** @returns true, or null for a caller without permission */
  updateBot(args: unknown, context: ApiContext): Promise<true | null>;
}

/** The part of wingbot's API by which its designer tells a bot to reload its configuration. */
export function configApi(
  invalidate: () => Promise<void>,
  onUpdate: () => unknown,
  acl: ConfigAcl,
): ConfigApi {
  return {
    async updateBot(args, context) {
      if (!mayUpdate(args, context, acl)) return null;
      await invalidate();
      await onUpdate();
      return true;
    },
  };
}

function mayUpdate(args: unknown, context: ApiContext, acl: ConfigAcl): boolean {
  if (typeof acl === 'function') return acl(args, context);
  const { groups, ofToken } = groupsOf(context);
  const allowed = [...groups, ...acl];
  return ofToken.some((member) => allowed.includes(member?.group));
}

/** @throws {InvalidOptionError} */
function groupsOf(context: ApiContext) {
  requireObject('updateBot', context);
  const { groups = [], token } = context;
  const ofToken = token?.groups ?? [];
  requireList('context.groups', groups);
  requireList('context.token.groups', ofToken);
  return { groups, ofToken };
}
