import type { Link } from '../mail/html/html-to-text.ts';
import { oneLine } from '../mail/visible-text.ts';

/** A link that a person is likely to want. */
export interface ImportantLink {
  readonly text: string;
  readonly url: string;
  /** Where it really leads. */
  readonly host: string;
  /** Whether its text names another host. */
  readonly isMisleading: boolean;
}

const longestUrl = 1_500;
const longestText = 60;
const mostLinks = 3;

const wanted =
  /verif|confirm|activat|reset|password|sign.?in|log.?in|track|invoice|receipt|pay\b|payment|download|join|meeting|accept|reply|view|open|read|continue|schedule|review|bestätig|zurücksetz|aktivier|anmeld|verfolg|rechnung|bezahl|herunterlad|teilnehm|öffnen|ansehen|weiter|confirmer|réinitialiser|confirmar|restablecer|conferma|reimposta|bevestig|potvrdit/iu;
const unwanted =
  /unsubscribe|opt.?out|preferences|privacy|datenschutz|impressum|terms|facebook|twitter|instagram|linkedin|youtube|tiktok|pinterest|whatsapp|app ?store|google play|abmeld|abbestell|désabonner|desuscrib|cancelar|browser|online ansehen|view (?:this )?(?:email|online|in)|forward to|share/iu;

/**
 * @param links those of the HTML, in order
 * @param text the mail's text, whose addresses count where there are no links
 * @returns the links that ask for something to be done, or else the first ones; without trackers' parameters
 */
export function importantLinks(links: readonly Link[], text: string): readonly ImportantLink[] {
  const candidates = (links.length > 0 ? links : linksInText(text)).flatMap(checkedLink);
  const known = [...new Map(candidates.toReversed().map((link) => [link.url, link])).values()].toReversed();
  const kept = known.filter(
    ({ text: words, url }) => !unwanted.test(words) && !unwanted.test(new URL(url).pathname),
  );
  const first = kept.filter(
    ({ text: words, url }) => wanted.test(words) || wanted.test(new URL(url).pathname),
  );
  return [...first, ...kept.filter((link) => !first.includes(link))].slice(0, mostLinks);
}

const linksInText = (text: string): readonly Link[] =>
  (text.slice(0, 50_000).match(/https?:\/\/[^\s<>"'`)\]]{1,1500}/gi) ?? []).slice(0, 100).map((url) => {
    const trimmed = url.replace(/[.,;:!?]+$/, '');
    return { text: trimmed, url: trimmed };
  });

/** A link over HTTP that Telegram and a person can follow, without what only tells who follows it. */
function checkedLink({ text, url }: Link): readonly ImportantLink[] {
  const trimmed = url.trim();
  if (trimmed.length > longestUrl || !/^https?:\/\//i.test(trimmed)) return [];
  // Not `URL.canParse`: on Node 22 it refuses names with letters such as ü once it was called some thousand times.
  const target = URL.parse(trimmed);
  if (target === null) return [];
  if (target.username !== '' || target.password !== '') return [];
  for (const name of [...target.searchParams.keys()]) if (isTracker(name)) target.searchParams.delete(name);
  const host = target.hostname.replace(/^www\./, '');
  const words = oneLine(/^https?:\/\//i.test(text) ? host : text, longestText);
  const named = /^(?:https?:\/\/)?((?:[a-z0-9-]+\.)+[a-z]{2,})(?:[/\s]|$)/i.exec(text.trim())?.[1];
  const isMisleading = named !== undefined && !isSameSite(named.toLowerCase(), target.hostname);
  return [{ text: words, url: target.href, host, isMisleading }];
}

const isTracker = (name: string): boolean =>
  /^(?:utm_|mc_[ce]id$|fbclid$|gclid$|_hs(?:enc|mi)$|mkt_tok$|vero_id$|oly_|trk)/i.test(name);

const isSameSite = (named: string, host: string): boolean => {
  const bare = named.replace(/^www\./, '');
  return host === bare || host.endsWith(`.${bare}`) || bare.endsWith(`.${host.replace(/^www\./, '')}`);
};
