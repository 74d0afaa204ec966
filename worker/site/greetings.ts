/**
 * Which greeting shows by itself, and when. Pure: the site's rules and what is known of a tab go in. The site decides on frames it gets anyway;
 * the page only waits, so that a page change, an attribute or an event in between changes the answer.
 */
import type { GreetingRule } from '../../protocol/site-settings.ts';
import { fits } from './routing.ts';
import type { Tab } from './visitors.ts';

/** What rules look at. */
export type Greeted = Pick<Tab, 'page' | 'pages' | 'visits' | 'begun' | 'attributes' | 'events' | 'greeted'>;

/** A rule whose conditions hold, and when its time is over (ms since epoch, perhaps past). */
export interface DueGreeting {
  rule: GreetingRule;
  due: number;
}

/** The greeting that is due first, of those that were not shown yet; of several at once the first of the list. */
export function nextGreeting(rules: readonly GreetingRule[], tab: Greeted, now: number): DueGreeting | null {
  let next: DueGreeting | null = null;
  for (const rule of rules) {
    const due = tab.greeted.includes(rule.id) ? null : dueAt(rule, tab);
    if (due === null) continue;
    if (!next || Math.max(due, now) < Math.max(next.due, now)) next = { rule, due };
  }
  return next;
}

/** When the rule's time is over; null when one of its conditions does not hold. */
function dueAt({ page, visits, attribute, event, since, after }: GreetingRule, tab: Greeted): number | null {
  if (page !== undefined && !fits(page, tab.page.url)) return null;
  if (visits !== undefined && tab.visits < visits) return null;
  if (attribute) {
    const value = tab.attributes[attribute.name];
    if (value === undefined || (attribute.value !== undefined && !fits(attribute.value, value))) return null;
  }
  const arrived = tab.pages.at(-1)?.at ?? tab.begun;
  if (event === undefined) return (since === 'page' ? arrived : tab.begun) + after * 1000;
  // The time counts from the first such event: telling it again puts nothing off.
  const told = tab.events.find(({ name }) => name === event);
  return told ? told.at + after * 1000 : null;
}
