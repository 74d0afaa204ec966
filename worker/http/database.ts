import { type DrizzleD1Database, drizzle } from 'drizzle-orm/d1';
import type { Env } from '../env.ts';
import * as schema from './schema.ts';

export type Database = DrizzleD1Database<typeof schema>;

/** D1 through drizzle. */
export const database = (env: Pick<Env, 'DB'>): Database => drizzle(env.DB, { schema });
