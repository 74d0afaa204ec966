/** Matters, statuses and documents as people see them. */
import { isOperator, type PersonId } from '../../protocol/entries.ts';
import type { DocumentPage, Matter, MatterInfo, MatterStatus, StatusPage } from '../../protocol/matter.ts';
import type { KnownStatus } from '../contracts/room.ts';
import type { Env } from '../env.ts';
import { deskOf } from '../http/objects.ts';
import type { Settled } from './settle.ts';
import { type MatterRow, namesOf } from './store.ts';

/** Statuses and files in one answer: with fewer there are no more. */
const PAGE = 50;

/** Clients learn nobody's name but those of authors in rooms they are in, and of who wrote a status for the company. */
function statusFor(viewer: PersonId, { room, seq, at, by, text, open }: KnownStatus, names: ReadonlyMap<PersonId, string>): MatterStatus {
  const knows = open || isOperator(viewer) || isOperator(by) || by === viewer;
  return { at, text, ...(knows ? { by, name: names.get(by) ?? '' } : {}), ...(open ? { room, seq } : {}) };
}

/** Rows of a list with the current status of each. */
export async function withStatus<R extends { matter: MatterRow }>(
  env: Env,
  account: string,
  viewer: PersonId,
  rows: R[],
): Promise<(R & { status: MatterStatus | null })[]> {
  if (rows.length === 0) return [];
  const current = await deskOf(env, account).currentStatuses(
    viewer,
    rows.map(({ matter }) => matter.id),
  );
  const names = await namesOf(
    env,
    account,
    Object.values(current).map(({ by }) => by),
  );
  return rows.map((row) => {
    const status = current[row.matter.id];
    return { ...row, status: status ? statusFor(viewer, status, names) : null };
  });
}

export const infoOf = ({ matter, in: isIn, status }: { matter: MatterRow; in: boolean; status: MatterStatus | null }): MatterInfo => ({
  id: matter.id,
  name: matter.name,
  assignee: `o_${matter.assignee}`,
  createdAt: matter.createdAt,
  ...(matter.closedAt === null ? {} : { closedAt: matter.closedAt }),
  in: isIn,
  status,
});

/** A matter for a member of the account. `all`: they see every room of the account. */
export async function matterOf(env: Env, row: MatterRow, { matter, threads }: Settled, viewer: PersonId, all: boolean): Promise<Matter> {
  const { account, id } = row;
  const isIn = matter.team.some((person) => person.id === viewer);
  const [withOne] = await withStatus(env, account, viewer, [{ matter: row, in: isIn }]);
  const known = await deskOf(env, account).matterRooms(id);
  const others = known.filter(
    ({ room, seq, inside, thread }) =>
      seq > 0 && (all || inside.includes(viewer)) && !(thread ? threads.has(thread) : [...threads.values()].includes(room)),
  );
  const former = await namesOf(
    env,
    account,
    others.flatMap(({ thread }) => thread ?? []),
  );
  const rooms = [
    ...matter.clients.map((client) => {
      const room = threads.get(client.id)!;
      const found = known.find((one) => one.room === room);
      return { room, name: client.name, thread: client.id, internal: false, archived: found?.archived ?? false };
    }),
    ...others.map(({ room, name, thread, internal, archived }) => ({
      room,
      name: (thread && former.get(thread)) || name,
      ...(thread ? { thread } : {}),
      internal,
      archived,
    })),
  ];
  return { ...infoOf(withOne!), creator: matter.creator, people: [...matter.team, ...matter.clients], rooms };
}

export async function statusPage(env: Env, account: string, viewer: PersonId, matter: string, before?: number): Promise<StatusPage> {
  const found = await deskOf(env, account).statuses(viewer, matter, before);
  const names = await namesOf(
    env,
    account,
    found.map(({ by }) => by),
  );
  return { statuses: found.map((one) => statusFor(viewer, one, names)), ...(found.length >= PAGE ? { next: found.at(-1)!.at } : {}) };
}

export async function documentPage(env: Env, account: string, viewer: PersonId, matter: string, before?: number): Promise<DocumentPage> {
  const desk = deskOf(env, account);
  const found = await desk.documents(viewer, matter, before);
  const rooms = new Map((await desk.matterRooms(matter)).map(({ room, name }) => [room, name]));
  const names = await namesOf(
    env,
    account,
    found.map(({ by }) => by),
  );
  const documents = found.map((one) => ({ ...one, name: names.get(one.by) ?? '', where: rooms.get(one.room) ?? '' }));
  return { documents, ...(found.length >= PAGE ? { next: found.at(-1)!.at } : {}) };
}

/** The time in a query from which a page goes back; undefined: from now. */
export const beforeOf = (text: string | undefined): number | undefined => (text && /^\d{1,16}$/.test(text) ? Number(text) : undefined);
