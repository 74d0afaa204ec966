/** Numbers that an operator writes to or calls, and with: checked before anything begins. */
import { Refusal } from '../../protocol/errors.ts';
import type { Env } from '../env.ts';
import type { Operator } from '../http/session.ts';
import type { E164 } from './e164.ts';
import { parseNumber, regionOf } from './numbers.ts';
import { PhoneFailure, type PhonePort } from './port.ts';

/** An own number that somebody may use. `phone`: theirs, which rings first: that of the assignment, else their confirmed mobile; empty without one. */
export interface Usable {
  id: string;
  e164: E164;
  phone: string;
  language: string;
}

/**
 * The own number, for an operator it is assigned to, and for owners and admins. Refuses `not_found` for one that is not the account's or not theirs,
 * `number_gone` for one that was given up.
 */
export async function usableNumber({ DB }: Pick<Env, 'DB'>, { user, member }: Operator, number: string): Promise<Usable> {
  const row = await DB.prepare(
    `SELECT n.id, n.e164, n.language, n.removed_at AS removedAt, coalesce(nullif(o.phone, ''), m.e164, '') AS phone, o.target IS NOT NULL AS assigned,
       EXISTS (SELECT 1 FROM number_use s WHERE s.number = n.id AND s.account = n.account AND s.kind = 'site') AS ofSite
     FROM phone_number n LEFT JOIN number_use o ON o.number = n.id AND o.account = n.account AND o.kind = 'operator' AND o.target = ?3
       LEFT JOIN mobile m ON m.account = n.account AND m.user = ?3
     WHERE n.id = ?1 AND n.account = ?2`,
  )
    .bind(number, member.account.id, user.id)
    .first<Usable & { removedAt: number | null; assigned: number; ofSite: number }>();
  const isTheirs = row && (row.assigned || member.access.admin || (row.ofSite && !member.access.listingsOnly));
  if (!isTheirs) throw new Refusal('not_found');
  if (row.removedAt !== null) throw new Refusal('number_gone');
  const { id, e164, phone, language } = row;
  return { id, e164, phone, language };
}

/** A number as it is typed, read where the own number is. Refuses what is none, and the account's own ones. */
export async function otherNumber({ DB }: Pick<Env, 'DB'>, account: string, own: E164, typed: string): Promise<E164> {
  const parsed = parseNumber(typed, regionOf(own));
  if (typeof parsed === 'string') throw new Refusal(parsed === 'unknown_country' ? 'unknown_country' : 'not_a_number');
  const isOwn = await DB.prepare('SELECT 1 FROM phone_number WHERE e164 = ?1 AND account = ?2 AND removed_at IS NULL')
    .bind(parsed.e164, account)
    .first();
  if (isOwn) throw new Refusal('own_number');
  return parsed.e164;
}

/** Refuses `not_mobile` for a number that surely takes no SMS: by its digits, or as the carriers know it. Where nobody can say, it may. */
export async function requireSms(port: Pick<PhonePort, 'lookUp'>, number: E164): Promise<void> {
  const parsed = parseNumber(number, '');
  if (typeof parsed === 'string' || parsed.kind === 'mobile') return;
  if (parsed.kind !== 'other') throw new Refusal('not_mobile');
  try {
    const { kind } = await port.lookUp(number);
    if (kind === 'landline' || kind === 'special') throw new Refusal('not_mobile');
  } catch (error) {
    if (!(error instanceof PhoneFailure)) throw error;
  }
}
