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
  offline: { enabled: boolean; text: string; fields: FormField[] };
  prechat: { enabled: boolean; text: string; fields: FormField[] };
  /** Whether the owner of a chat sees what the visitor is typing. */
  preview: boolean;
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
export type WidgetSettings = Omit<SiteSettings, 'origins' | 'hours' | 'patience'>;

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
  offline: {
    enabled: true,
    text: '',
    fields: [field('name', '', 'text', true), field('email', '', 'email', true), field('phone', '', 'tel', false)],
  },
  prechat: { enabled: false, text: '', fields: [field('name', '', 'text', true), field('email', '', 'email', false)] },
  preview: false,
};

export function widgetSettings({ origins: _origins, hours: _hours, patience: _patience, ...rest }: SiteSettings): WidgetSettings {
  return rest;
}
