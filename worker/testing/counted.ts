/** For tests in workerd: what statistics have been told of a room. */
import { env } from 'cloudflare:workers';
import type { ChatFact } from '../statistics/fact.ts';

/** The facts of a room's chats, oldest first. */
export async function factsOf({ room }: { room: string }): Promise<ChatFact[]> {
  const { results } = await env.DB.prepare('SELECT fact FROM chat_fact WHERE room = ? ORDER BY episode').bind(room).all<{ fact: string }>();
  return results.map(({ fact }) => JSON.parse(fact) as ChatFact);
}
