/**
 * Who is asked to take which waiting chat. Pure: the queue, the operators as the desk knows them and the site's rules go in, what is to be
 * offered to whom comes out.
 *
 * Each chat climbs a ladder of audiences: first those it is meant for (the operator whose broadcast the visitor watches, the advertiser's operators,
 * the groups of a rule), then everyone who may see it. A step is left when its time is over or when nobody in it can answer, and none is skipped. Within what a chat has reached,
 * either everyone is asked at once, with those whom a device calls, or one after the other. When nobody is online, all who may see the chat are
 * told, wherever they are.
 *
 * After that, or when everybody was asked in vain, a chat is `late`: it is offered to those besides who can be reached by SMS alone.
 */
import type { PersonId } from '../../protocol/entries.ts';
import type { Routing } from '../../protocol/site-settings.ts';
import { type Access, maySee } from './access.ts';

/** An operator as the desk knows them. */
export interface Candidate extends Access {
  id: PersonId;
  online: boolean;
  /** Away from the dashboard, with a device that calls them. */
  reachable: boolean;
  /** Answers by SMS when no app of theirs is connected. */
  texts: boolean;
  /** Chats they have open on all sites of the account. */
  load: number;
  groups: readonly string[];
}

/** What rules look at. */
export interface Asked {
  url: string;
  language: string;
  country: string;
  /** The advertiser whose listing it is about. */
  advertiser?: string;
  /** The operator whose broadcast the visitor watched when they wrote. */
  host?: PersonId;
}

/** How far a chat has come. `at`: when its step, or the offer to one operator, began (ms). */
export interface Standing {
  step: number;
  at: number;
  /** Who is asked now. */
  to: readonly PersonId[];
  /** Who was asked in vain in this step, one after the other. */
  tried: readonly PersonId[];
  /** Everybody was, once. */
  round?: true;
}

export interface Waiting {
  room: string;
  /** When it began to wait, ms. */
  since: number;
  asked: Asked;
  /** null before it was routed first. */
  standing: Standing | null;
}

/** When operators were last asked, each by itself (ms): whose turn it is. */
export type Turns = ReadonlyMap<PersonId, number>;

type Audience = { operator: PersonId } | { advertiser: string } | { groups: readonly string[] } | 'all';

/** Steps of a chat's ladder, at least one. */
export const ladder = (asked: Asked, routing: Routing): Audience[] => [
  ...(asked.host === undefined ? [] : [{ operator: asked.host }]),
  ...rungs(asked, routing),
];

function rungs(asked: Asked, { rules }: Routing): Audience[] {
  if (asked.advertiser !== undefined) return [{ advertiser: asked.advertiser }, 'all'];
  const rule = rules.find(
    ({ page, language, country }) =>
      (page === undefined || fits(page, asked.url)) &&
      (language === undefined || asked.language.toLowerCase().split('-')[0] === language.toLowerCase().split('-')[0]) &&
      (country === undefined || asked.country === country),
  );
  return rule ? [{ groups: rule.groups }, 'all'] : ['all'];
}

/** Whether an address fits a pattern in which `*` stands for anything. In linear time: patterns and addresses are strangers' text. */
export function fits(pattern: string, url: string): boolean {
  const [first = '', ...parts] = pattern.split('*');
  if (parts.length === 0) return url === pattern;
  const last = parts.pop()!;
  if (!url.startsWith(first) || url.length < first.length + last.length || !url.endsWith(last)) return false;
  let at = first.length;
  const end = url.length - last.length;
  for (const part of parts) {
    const found = url.indexOf(part, at);
    if (found < 0 || found + part.length > end) return false;
    at = found + part.length;
  }
  return true;
}

function isIn(audience: Audience, { id, groups, advertisers }: Candidate): boolean {
  if (audience === 'all') return true;
  if ('operator' in audience) return id === audience.operator;
  return 'groups' in audience ? groups.some((group) => audience.groups.includes(group)) : advertisers.includes(audience.advertiser);
}

/**
 * A chat's next standing, and when it is to be looked at again if nothing happens before (ms, null: never). `late`: nobody who is online took it in
 * time, or nobody is; then `texted` are asked besides.
 */
export interface Routed {
  room: string;
  standing: Standing;
  due: number | null;
  late: boolean;
  texted: PersonId[];
}

/** Routes the whole queue. Chats that have waited longest choose first; offers that stand and are not over stay. */
export function route(queue: readonly Waiting[], operators: readonly Candidate[], routing: Routing, turns: Turns, now: number): Routed[] {
  const { method, limit } = routing;
  const wait = routing.step * 1000;
  /** Offers to one operator each take up a place. */
  const held = new Map<PersonId, number>();
  const hold = (id: PersonId) => held.set(id, (held.get(id) ?? 0) + 1);
  const busy = ({ id, load }: Candidate) => load + (held.get(id) ?? 0);
  const hasPlace = (operator: Candidate) => limit === 0 || busy(operator) < limit;
  const isFree = (operator: Candidate) => operator.online && hasPlace(operator);
  const asked = new Map(turns);

  const chats = queue.toSorted((a, b) => a.since - b.since || (a.room < b.room ? -1 : 1));
  const standing = new Map<string, Candidate>();
  const texters = (of: Asked) => operators.filter((one) => !one.online && one.texts && hasPlace(one) && maySee(one, of.advertiser));
  const besides = (of: Asked, late: boolean) => ({ late, texted: late ? texters(of).map(({ id }) => id) : [] });
  if (method !== 'all') {
    for (const { room, asked: of, standing: known } of chats) {
      const offered = known?.to.length === 1 && now < known.at + wait ? operators.find(({ id }) => id === known.to[0]) : undefined;
      if (!offered || !isFree(offered) || !maySee(offered, of.advertiser)) continue;
      standing.set(room, offered);
      hold(offered.id);
    }
  }

  return chats.map(({ room, asked: of, standing: known }): Routed => {
    const kept = standing.get(room);
    if (kept && known) return { room, standing: { ...known, to: [kept.id] }, due: known.at + wait, ...besides(of, known.round === true) };
    const steps = ladder(of, routing);
    const within = (step: number, operator: Candidate) =>
      maySee(operator, of.advertiser) && steps.slice(0, step + 1).some((audience) => isIn(audience, operator));
    const reached = (step: number) => operators.filter((operator) => isFree(operator) && within(step, operator));
    const absent = () =>
      operators.filter((operator) => !operator.online && hasPlace(operator) && maySee(operator, of.advertiser)).map(({ id }) => id);
    const last = steps.length - 1;
    let { step, at, tried, round }: Omit<Standing, 'to'> = known ?? { step: 0, at: now, tried: [] };
    step = Math.min(step, last);
    const up = () => {
      step++;
      at = now;
      tried = [];
    };

    if (method === 'all') {
      if (now >= at + wait && step < last) up();
      while (step < last && reached(step).length === 0) up();
      const called = (operator: Candidate) => !operator.online && operator.reachable && hasPlace(operator) && within(step, operator);
      const able = reached(step).length > 0 ? [...reached(step), ...operators.filter(called)].map(({ id }) => id) : [];
      const late = able.length === 0 || (step === last && now >= at + wait);
      const due = step < last || (!late && texters(of).length > 0) ? at + wait : null;
      return { room, standing: { step, at, to: able.length > 0 ? able : absent(), tried }, due, ...besides(of, late) };
    }

    if (known?.to.length === 1) tried = [...new Set([...tried, ...known.to])];
    const untried = () => reached(step).filter(({ id }) => !tried.includes(id));
    while (step < last && untried().length === 0) up();
    // Everybody was asked: round again.
    if (untried().length === 0) {
      if (tried.length > 0) round = true;
      tried = [];
    }
    const rank = ({ id }: Candidate) => asked.get(id) ?? 0;
    const [chosen] = untried().toSorted(
      (a, b) => (method === 'least_busy' ? busy(a) - busy(b) : 0) || rank(a) - rank(b) || (a.id < b.id ? -1 : 1),
    );
    const again = round ? { round } : {};
    if (!chosen) return { room, standing: { step, at, to: absent(), tried, ...again }, due: null, ...besides(of, true) };
    hold(chosen.id);
    // In one run several are asked: who was asked first is at the back of the line.
    asked.set(chosen.id, now + asked.size);
    return { room, standing: { step, at: now, to: [chosen.id], tried, ...again }, due: now + wait, ...besides(of, round === true) };
  });
}

/** What a waiting visitor is told: how many are before them, and when somebody will probably answer (seconds, null: unknown). */
export interface Place {
  ahead: number;
  wait: number | null;
}

/** How many recent answers an estimate needs. */
const ENOUGH = 3;

/**
 * Places in the queue by who is asked: only those before one in the same line count. `answered`: when recent chats were taken and how long they had
 * waited (ms), oldest first. The estimate is the middle of what others waited, or what the line takes at the pace of late, when that is longer.
 */
export function places(queue: readonly Waiting[], answered: readonly { at: number; waited: number }[]): Map<string, Place> {
  const waits = answered.map(({ waited }) => waited).sort((a, b) => a - b);
  const middle = waits[Math.floor(waits.length / 2)] ?? 0;
  const pace = answered.length > 1 ? (answered.at(-1)!.at - answered[0]!.at) / (answered.length - 1) : 0;
  const lines = new Map<string, number>();
  const found = new Map<string, Place>();
  for (const { room, asked } of queue.toSorted((a, b) => a.since - b.since || (a.room < b.room ? -1 : 1))) {
    const line = asked.advertiser ?? '';
    const ahead = lines.get(line) ?? 0;
    lines.set(line, ahead + 1);
    const wait = answered.length < ENOUGH ? null : Math.ceil(Math.max(middle, ahead > 0 ? pace * (ahead + 1) : 0) / 1000);
    found.set(room, { ahead, wait });
  }
  return found;
}
