/** The links of Markdown files that leave the repository in a tarball. */
import { posix } from 'node:path';

/** `[text](target)`, where the target names a file: no address and no heading of the same page. */
const fileLink = /\[([^\]]*)\]\((?![a-z][a-z0-9+.-]*:|#|\/)([^)\s#]+)(#[^)\s]*)?\)/g;

export interface PackedPage {
  /** Where the page is in the repository, for example `packages/protocol/README.md`. */
  readonly source: string;
  /** Where it is in the tarball. */
  readonly packed: string;
  /** Every file of the tarball: its path in the repository, and its path in the tarball. */
  readonly files: ReadonlyMap<string, string>;
}

/** Points each link to the file in the tarball. A link to a file that is not in it is replaced by its text. */
export const withPackedLinks = (markdown: string, { source, packed, files }: PackedPage): string =>
  markdown.replaceAll(fileLink, (_, text: string, target: string, heading = '') => {
    const file = files.get(posix.join(posix.dirname(source), target));
    if (file === undefined) return text;
    return `[${text}](${posix.relative(posix.dirname(packed), file)}${heading})`;
  });
