/** Validators of what clients send. Only the server imports this file: front ends trust their server and stay small. */
import * as v from 'valibot';
import { type AlertPreferences, DEFAULT_ALERTS } from './alert-rules.ts';
import { viewerFrames } from './broadcast-validators.ts';
import type { PersonId } from './entries.ts';
import type { DeskClientFrame, RoomAction, RoomClientFrame, SiteClientFrame, WatcherClientFrame } from './frames.ts';
import { LIMITS } from './limits.ts';
import { MEETING } from './meeting.ts';
import { SEARCHED_KINDS, type SearchQuery } from './search.ts';
import { cid, leg, signal } from './signal-validators.ts';
import { LANGUAGES, type SiteSettings } from './site-settings.ts';
import { VISITOR_KINDS, VISITOR_SORTS } from './visitors.ts';

const text = (max: number) => v.pipe(v.string(), v.maxLength(max));
const line = text(LIMITS.line);
const url = text(LIMITS.url);
const seq = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(Number.MAX_SAFE_INTEGER));
const id = v.pipe(v.string(), v.minLength(1), v.maxLength(100), v.regex(/^[\w.:-]+$/));
const person = v.pipe(id, v.regex(/^[oc]_/)) as unknown as v.GenericSchema<PersonId>;
const page = { url, title: line };
/** One emoji, however it is put together (UTS #51). */
const emoji = v.pipe(v.string(), v.maxLength(40), v.regex(/^\p{RGI_Emoji}$/v));
/** Id of a greeting's rule. */
const rule = v.pipe(v.string(), v.regex(/^[\w-]{1,20}$/));
const email = v.pipe(v.string(), v.maxLength(LIMITS.email), v.email());
const values = (value: v.GenericSchema<string>) =>
  v.pipe(
    v.record(v.pipe(v.string(), v.minLength(1), v.maxLength(60)), value),
    v.check((record) => Object.keys(record).length <= LIMITS.attributes, 'too many keys'),
  );

/** One line in which there is something to read. */
const meetingTitle = v.pipe(text(MEETING.title), v.trim(), v.regex(/[^\s\p{C}]/u), v.regex(/^[^\p{Cc}\p{Zl}\p{Zp}]*$/u));
const meetingTime = {
  starts: seq,
  minutes: v.pipe(v.number(), v.integer(), v.minValue(MEETING.minutes.min), v.maxValue(MEETING.minutes.max)),
};

export const roomClientFrame: v.GenericSchema<RoomClientFrame> = v.variant('t', [
  v.object({ t: v.literal('hello'), v: v.number(), epoch: v.optional(text(64)), after: v.optional(seq) }),
  v.object({
    t: v.literal('send'),
    cid,
    text: text(LIMITS.text),
    files: v.optional(v.pipe(v.array(id), v.maxLength(LIMITS.filesPerMessage))),
    note: v.optional(v.literal(true)),
    mentions: v.optional(v.pipe(v.array(person), v.maxLength(LIMITS.mentions))),
    reply: v.optional(seq),
    status: v.optional(v.literal(true)),
  }),
  v.object({ t: v.literal('edit'), cid, of: seq, text: text(LIMITS.text) }),
  v.object({ t: v.literal('delete'), cid, of: seq }),
  v.object({
    t: v.literal('rate'),
    cid,
    score: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(5)),
    comment: v.optional(text(2_000)),
  }),
  v.object({ t: v.literal('form'), cid, form: v.picklist(['prechat', 'offline']), values: values(text(LIMITS.text)) }),
  v.object({ t: v.literal('transcript'), cid, address: email }),
  v.object({ t: v.literal('react'), cid, of: seq, emoji, on: v.boolean() }),
  v.object({ t: v.literal('pin'), cid, of: seq, on: v.boolean() }),
  v.object({ t: v.literal('mark'), cid, of: seq, on: v.boolean() }),
  v.variant('do', [
    v.object({ t: v.literal('call'), cid, do: v.literal('start'), media: v.picklist(['audio', 'video']) }),
    v.object({ t: v.literal('call'), cid, do: v.literal('answer'), call: seq, media: v.picklist(['none', 'audio', 'video']) }),
    v.object({ t: v.literal('call'), cid, do: v.literal('end'), call: seq }),
  ]),
  v.variant('do', [
    v.object({ t: v.literal('meeting'), cid, do: v.literal('schedule'), title: meetingTitle, ...meetingTime }),
    v.object({ t: v.literal('meeting'), cid, do: v.literal('move'), meeting: id, ...meetingTime }),
    v.object({ t: v.literal('meeting'), cid, do: v.literal('cancel'), meeting: id }),
  ]),
  v.object({ t: v.literal('signal'), call: seq, leg, to: v.optional(leg), turn: v.optional(seq), data: signal }),
  v.object({ t: v.literal('again'), cid, of: seq }),
  v.object({ t: v.literal('end'), cid }),
  v.object({ t: v.literal('page'), ...page }),
  v.object({ t: v.literal('typing'), on: v.boolean(), draft: v.optional(text(LIMITS.draft)) }),
  v.object({ t: v.literal('read'), seq }),
  v.object({ t: v.literal('got'), seq }),
  v.object({ t: v.literal('older'), before: seq }),
]) as v.GenericSchema<RoomClientFrame>;

export const siteClientFrame: v.GenericSchema<SiteClientFrame> = v.variant('t', [
  v.object({
    t: v.literal('hello'),
    v: v.number(),
    page: v.object(page),
    referrer: url,
    language: text(35),
    visits: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1e6)),
    chatted: v.boolean(),
    listing: v.optional(url),
    spent: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1e10))),
    greeted: v.optional(text(2_000)),
  }),
  v.object({ t: v.literal('page'), ...page, listing: v.optional(url) }),
  v.object({ t: v.literal('attributes'), attributes: values(line) }),
  v.object({ t: v.literal('event'), name: line, data: v.optional(values(line)) }),
  v.object({ t: v.literal('greeted'), rule }),
  ...viewerFrames,
]) as v.GenericSchema<SiteClientFrame>;

const look = v.object({
  sort: v.picklist(VISITOR_SORTS),
  down: v.boolean(),
  kind: v.picklist(VISITOR_KINDS),
  text: text(LIMITS.search),
  language: v.pipe(v.string(), v.regex(/^[a-z]{2}$/)),
  first: seq,
  count: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(LIMITS.visitorsWindow)),
  hold: v.optional(v.literal(true)),
  open: v.optional(v.pipe(v.string(), v.maxLength(64))),
});

export const watcherClientFrame: v.GenericSchema<WatcherClientFrame> = v.variant('t', [
  v.object({ t: v.literal('hello'), v: v.number(), look }),
  v.object({ t: v.literal('look'), look }),
]) as v.GenericSchema<WatcherClientFrame>;

export const deskClientFrame: v.GenericSchema<DeskClientFrame> = v.variant('t', [
  v.object({ t: v.literal('hello'), v: v.number(), rev: v.optional(seq), front: v.optional(v.boolean()) }),
  v.object({ t: v.literal('presence'), state: v.picklist(['online', 'away']) }),
  v.object({ t: v.literal('front'), on: v.boolean() }),
  v.object({ t: v.literal('older'), before: seq }),
]) as v.GenericSchema<DeskClientFrame>;

export const roomAction: v.GenericSchema<RoomAction> = v.variant('kind', [
  v.object({ kind: v.literal('take') }),
  v.object({ kind: v.literal('release') }),
  v.object({
    kind: v.literal('transfer'),
    to: v.union([v.object({ operator: id }), v.object({ group: id })]),
    note: v.optional(text(1_000)),
  }),
  v.object({ kind: v.literal('decline') }),
  v.object({ kind: v.literal('withdraw') }),
  v.object({ kind: v.literal('invite'), operator: id }),
  v.object({ kind: v.literal('leave') }),
  v.object({ kind: v.literal('close'), category: v.optional(id) }),
  v.object({
    kind: v.literal('tag'),
    tags: v.pipe(v.array(v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(50))), v.maxLength(LIMITS.tags)),
  }),
  v.object({ kind: v.literal('details'), changes: values(v.nullable(text(1_000)) as unknown as v.GenericSchema<string>) }),
  v.object({
    kind: v.literal('block'),
    reason: v.optional(line),
    seconds: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(10 * 365 * 24 * 3600))),
    address: v.optional(v.literal(true)),
  }),
  v.object({ kind: v.literal('unblock') }),
]) as v.GenericSchema<RoomAction>;

/** A zone of the IANA database. A bare offset is none: it knows no clock change, and not every one is whole quarters of an hour. */
export const timeZone = v.pipe(
  text(64),
  v.check((zone) => {
    if (/^[+-]/.test(zone)) return false;
    try {
      new Intl.DateTimeFormat('en', { timeZone: zone });
      return true;
    } catch {
      return false;
    }
  }, 'unknown time zone'),
);

/** ISO 3166-1 alpha-2. */
const country = v.pipe(v.string(), v.regex(/^[A-Z]{2}$/));

/** An origin exactly as browsers send it: scheme, host, port when not the default, nothing behind it. */
const origin = v.pipe(
  text(300),
  v.check((value) => URL.canParse(value) && new URL(value).origin === value && /^https?:/.test(value), 'not an origin'),
);

const greeting = v.object({
  id: rule,
  text: v.pipe(text(500), v.trim(), v.minLength(1)),
  once: v.picklist(['visit', 'visitor']),
  after: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(24 * 3600)),
  since: v.picklist(['page', 'site']),
  page: v.optional(line),
  visits: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1000))),
  attribute: v.optional(v.object({ name: v.pipe(text(60), v.minLength(1)), value: v.optional(line) })),
  event: v.optional(v.pipe(line, v.minLength(1))),
});

const formField = v.object({
  key: v.pipe(v.string(), v.regex(/^[a-z][a-z0-9_]{0,39}$/)),
  label: line,
  type: v.picklist(['text', 'email', 'tel', 'textarea', 'select']),
  required: v.boolean(),
  options: v.optional(v.pipe(v.array(line), v.maxLength(50))),
});
const form = v.object({ enabled: v.boolean(), text: text(1_000), fields: v.pipe(v.array(formField), v.maxLength(LIMITS.formFields)) });
const minutes = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(24 * 60));

export const siteSettings: v.GenericSchema<SiteSettings> = v.object({
  name: v.pipe(line, v.trim(), v.minLength(1)),
  origins: v.pipe(v.array(origin), v.maxLength(100)),
  colour: v.pipe(v.string(), v.regex(/^#[0-9a-f]{6}$/i)),
  theme: v.picklist(['auto', 'light', 'dark']),
  position: v.picklist(['right', 'left']),
  launcher: text(60),
  greeting: text(500),
  language: v.picklist(['auto', ...LANGUAGES]),
  hours: v.object({
    enabled: v.boolean(),
    timeZone,
    spans: v.pipe(
      v.array(v.object({ day: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(6)), from: minutes, to: minutes })),
      v.maxLength(50),
    ),
    holidays: v.pipe(v.array(v.pipe(v.string(), v.isoDate())), v.maxLength(400)),
  }),
  patience: v.pipe(v.number(), v.integer(), v.minValue(10), v.maxValue(3600)),
  routing: v.object({
    method: v.picklist(['all', 'round_robin', 'least_busy']),
    limit: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(100)),
    step: v.pipe(v.number(), v.integer(), v.minValue(5), v.maxValue(600)),
    rules: v.pipe(
      v.array(
        v.object({
          page: v.optional(line),
          language: v.optional(v.pipe(v.string(), v.regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/))),
          country: v.optional(country),
          groups: v.pipe(v.array(id), v.minLength(1), v.maxLength(20)),
        }),
      ),
      v.maxLength(50),
    ),
  }),
  offline: form,
  prechat: form,
  preview: v.boolean(),
  previewOff: v.pipe(v.array(country), v.maxLength(250)),
  greetings: v.pipe(
    v.array(greeting),
    v.maxLength(30),
    v.check((rules) => new Set(rules.map(({ id }) => id)).size === rules.length, 'two rules have the same id'),
  ),
  blockedCountries: v.pipe(v.array(country), v.maxLength(250)),
}) as v.GenericSchema<SiteSettings>;

const channels = v.object({ sound: v.boolean(), banner: v.boolean(), push: v.boolean() });
const minuteOfDay = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(24 * 60 - 1));

export const alertPreferences: v.GenericSchema<AlertPreferences> = v.object({
  enabled: v.boolean(),
  events: v.object({
    waiting: channels,
    message: channels,
    handed: channels,
    taken: channels,
    meeting: v.optional(channels, DEFAULT_ALERTS.events.meeting),
  }),
  mutedSites: v.pipe(v.array(id), v.maxLength(1_000)),
  mutedRooms: v.optional(v.pipe(v.array(id), v.maxLength(1_000)), []),
  quiet: v.object({ enabled: v.boolean(), from: minuteOfDay, to: minuteOfDay, timeZone }),
}) as v.GenericSchema<AlertPreferences>;

/** A time in a query, ms since epoch. */
const timeInQuery = v.pipe(v.string(), v.regex(/^\d{1,15}$/), v.transform(Number));

/** A search as the query of a request has it, where everything is a text. */
export const searchQuery = v.object({
  text: v.optional(text(LIMITS.searchText), ''),
  from: v.optional(v.pipe(text(100), v.regex(/^([ovc]_[\w.:-]+|p_\+?[\w.:-]+)$/)) as unknown as v.GenericSchema<PersonId>),
  in: v.optional(id),
  kind: v.optional(v.picklist(SEARCHED_KINDS)),
  files: v.optional(
    v.pipe(
      v.literal('true'),
      v.transform(() => true as const),
    ),
  ),
  since: v.optional(timeInQuery),
  until: v.optional(timeInQuery),
  before: v.optional(v.pipe(v.string(), v.regex(/^\d{1,10}-\d{1,7}-\d{1,4}$/))),
}) as unknown as v.GenericSchema<Record<string, string>, SearchQuery>;
