/** The objects behind the Worker, seen through their contracts alone. */
import type { DeskApi } from '../contracts/desk.ts';
import type { RoomApi } from '../contracts/room.ts';
import type { SiteApi } from '../contracts/site.ts';
import type { Env } from '../env.ts';

export const roomOf = (env: Env, room: string): RoomApi => env.ROOM.getByName(room) as unknown as RoomApi;
export const siteOf = (env: Env, site: string): SiteApi => env.SITE.getByName(site) as unknown as SiteApi;
export const deskOf = (env: Env, account: string): DeskApi => env.DESK.getByName(account) as unknown as DeskApi;
