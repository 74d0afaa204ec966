/** Versions of a site's tables (worker/durable/schema.ts). One that was released stays as it is; what changes is another version. */
import { MEETINGS_SCHEMA } from '../durable/meetings.ts';
import { TIMERS_SCHEMA } from '../durable/timers.ts';
import { ANSWERING_SCHEMA } from './availability.ts';
import { BLOCKS_SCHEMA } from './blocks.ts';
import { BROADCASTS_SCHEMA } from './broadcasts/rows.ts';
import { CONFIG_SCHEMA } from './config.ts';
import { LISTINGS_SCHEMA } from './listings.ts';
import { ERASED_SCHEMA, PERSONS_SCHEMA } from './persons.ts';
import { QUEUE_SCHEMA, ROUTING_SCHEMA } from './queue.ts';
import { VISITOR_COUNT_SCHEMA } from './visitor-count.ts';

export const SCHEMA = [
  TIMERS_SCHEMA + CONFIG_SCHEMA + PERSONS_SCHEMA + QUEUE_SCHEMA,
  ROUTING_SCHEMA + LISTINGS_SCHEMA,
  VISITOR_COUNT_SCHEMA,
  BLOCKS_SCHEMA + ERASED_SCHEMA,
  ANSWERING_SCHEMA,
  BROADCASTS_SCHEMA,
  MEETINGS_SCHEMA,
];
