/** Who may change whom. Pure rules; the routes fetch the facts. */
import type { Role } from '../../protocol/api.ts';
import type { ErrorCode } from '../../protocol/errors.ts';

/** Whether `actor` may give `role` to somebody: only owners make owners. */
export const mayGrant = (actor: Role, role: Role): boolean => actor === 'owner' || (actor === 'admin' && role !== 'owner');

/**
 * Why `actor` may not change a member from one role to another (`to` null: remove them); null when it may be. Owners are
 * changed by owners only, and one always remains.
 */
export function memberChange(actor: Role, from: Role, to: Role | null, owners: number): ErrorCode | null {
  if (!mayGrant(actor, from) || (to !== null && !mayGrant(actor, to))) return 'forbidden';
  if (from === 'owner' && to !== 'owner' && owners <= 1) return 'last_owner';
  return null;
}
