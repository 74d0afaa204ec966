import { inkOn } from './colour.ts';

/** Settings of one site, edited in the dashboard, kept in D1, pushed to the `Site` object whenever they change. */
export interface SiteSettings {
  name: string;
  /** Origins the embed may run on (`https://shop.example`); empty means any, until the owner lists some. */
  origins: string[];
  /** Accent colour, `#rrggbb`. */
  colour: string;
  theme: 'auto' | 'light' | 'dark';
  position: 'right' | 'left';
  launcher: string;
  greeting: string;
  /** `auto` follows the visitor's browser. BCP 47 otherwise, one of LANGUAGES. */
  language: string;
  hours: BusinessHours;
  /** Seconds a chat waits before the visitor is offered the offline form. */
  patience: number;
  routing: Routing;
  offline: { enabled: boolean; text: string; fields: FormField[] };
  prechat: { enabled: boolean; text: string; fields: FormField[] };
  /** Whether the owner of a chat sees what the visitor is typing. */
  preview: boolean;
  /** Countries whose visitors it is off for (ISO 3166-1 alpha-2). */
  previewOff: string[];
  /** Greetings that show by themselves; of those that are due at once the first. */
  greetings: GreetingRule[];
  /** Visitors from these countries see no chat: ISO 3166-1 alpha-2. */
  blockedCountries: string[];
}

/** When a greeting shows by itself, beside the launcher: worker/site/greetings.ts evaluates it. All conditions that are given must hold. */
export interface GreetingRule {
  /** Names the rule where it is noted that its greeting was shown. */
  id: string;
  text: string;
  once: 'visit' | 'visitor';
  /** Seconds on the page, or on the site, after which it shows. */
  after: number;
  since: 'page' | 'site';
  /** Address of the page, `*` for anything. */
  page?: string;
  /** From this visit on: 2 for whoever comes back. */
  visits?: number;
  /** The page says this about the visitor (`Foyer('attributes', …)`). `value` with `*` for anything; absent: any. */
  attribute?: { name: string; value?: string };
  /** The page has told of this event (`Foyer('track', …)`) during this page view. */
  event?: string;
}

/** How waiting chats reach operators: worker/site/routing.ts evaluates it. */
export interface Routing {
  /** Everyone at once and the first who takes it; one after the other in turn; one after the other, who has least to do first. */
  method: 'all' | 'round_robin' | 'least_busy';
  /** Open chats an operator has at most before none is offered to them; 0 for no limit. */
  limit: number;
  /** Seconds after which those who were asked are joined (or, one at a time, followed) by the next. */
  step: number;
  /** The first that fits says which groups are asked before everyone else. */
  rules: RoutingRule[];
}

/** All conditions that are given must hold. */
export interface RoutingRule {
  /** Address of the page, `*` for anything: `https://shop.example/prices*`. */
  page?: string;
  /** Language of the visitor's browser: `es` fits `es-MX`. */
  language?: string;
  /** ISO 3166-1 alpha-2. */
  country?: string;
  /** Ids of groups. */
  groups: string[];
}

export interface FormField {
  /** `name`, `email`, `phone`, `topic` have a meaning; anything else is a custom field. */
  key: string;
  label: string;
  type: 'text' | 'email' | 'tel' | 'textarea' | 'select';
  required: boolean;
  options?: string[];
}

export interface BusinessHours {
  enabled: boolean;
  /** IANA name. */
  timeZone: string;
  /** Minutes since midnight; `to` at or before `from` ends on the next day. `day` 0 is Sunday. */
  spans: { day: number; from: number; to: number }[];
  /** Closed days, `YYYY-MM-DD` in the time zone. */
  holidays: string[];
}

/** What the widget gets to know of the settings. */
export interface WidgetSettings
  extends Omit<SiteSettings, 'origins' | 'hours' | 'patience' | 'routing' | 'previewOff' | 'greetings' | 'blockedCountries'> {
  /** What reads on the colour: the loader has no room to work it out. */
  ink: ReturnType<typeof inkOn>;
}

export const LANGUAGES = ['en', 'es', 'fr', 'de', 'pt', 'ar', 'ja'] as const;
export type Language = (typeof LANGUAGES)[number];

const field = (key: string, label: string, type: FormField['type'], required: boolean): FormField => ({ key, label, type, required });

export const DEFAULT_SETTINGS: SiteSettings = {
  name: '',
  origins: [],
  colour: '#c2410c',
  theme: 'auto',
  position: 'right',
  launcher: '',
  greeting: '',
  language: 'auto',
  hours: {
    enabled: false,
    timeZone: 'UTC',
    spans: [1, 2, 3, 4, 5].map((day) => ({ day, from: 9 * 60, to: 17 * 60 })),
    holidays: [],
  },
  patience: 120,
  routing: { method: 'all', limit: 0, step: 30, rules: [] },
  offline: {
    enabled: true,
    text: '',
    fields: [field('name', '', 'text', true), field('email', '', 'email', true), field('phone', '', 'tel', false)],
  },
  prechat: { enabled: false, text: '', fields: [field('name', '', 'text', true), field('email', '', 'email', false)] },
  preview: false,
  previewOff: [],
  greetings: [],
  blockedCountries: [],
};

/** `country` is where the visitor is, as far as it is known. */
export function widgetSettings(settings: SiteSettings, country = ''): WidgetSettings {
  const { origins: _o, hours: _h, patience: _p, routing: _r, greetings: _g, blockedCountries: _b, previewOff, ...rest } = settings;
  return { ...rest, preview: rest.preview && !previewOff.includes(country), ink: inkOn(rest.colour) };
}

/** Settings as stored, perhaps before one of them existed, made whole. */
export const wholeSettings = (stored: Partial<SiteSettings>): SiteSettings => ({ ...DEFAULT_SETTINGS, ...stored });
